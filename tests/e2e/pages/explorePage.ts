import type { Locator, Page } from '@playwright/test';
import type { CaseName } from '../fixtureServer';
import { CASE_COOKIE } from '../fixtureServer';

export type Sent = Readonly<Record<string, unknown>>;

/** The query editor with its answer, spoken to as a person would. */
export class ExplorePage {
  constructor(readonly page: Page) {}

  /** Opens the page on a query; on that of a new user when none is given. */
  async open(query?: object): Promise<void> {
    const left = JSON.stringify({ queries: [{ refId: 'A', version: 1, ...query }] });
    await this.page.goto(query === undefined ? '/explore' : `/explore?left=${encodeURIComponent(left)}`);
    await this.question('Is it good?').waitFor({ state: 'attached' });
  }

  /** What the store holds from now on. @param url of the server */
  async hold(name: CaseName, url: string): Promise<void> {
    await this.page.context().addCookies([{ name: CASE_COOKIE, value: name, url }]);
  }

  question(name: string): Locator {
    return this.page.getByRole('radiogroup', { name: 'Question' }).getByRole('radio', { name, exact: true });
  }

  mode(name: 'Builder' | 'Code'): Locator {
    return this.page.getByRole('radiogroup', { name: 'Editor' }).getByRole('radio', { name, exact: true });
  }

  format(name: string): Locator {
    return this.page.getByRole('radiogroup', { name: 'Format' }).getByRole('radio', { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByRole('region', { name: 'Query' }).getByLabel(label, { exact: true });
  }

  get result(): Locator {
    return this.page.getByRole('region', { name: 'Result' });
  }

  /** A radio button lies under its own label. */
  async ask(name: string): Promise<void> {
    await this.question(name).click({ force: true });
  }

  /** Chooses an option in the list of a field. */
  async choose(label: string, option: string | RegExp): Promise<void> {
    await this.field(label).click();
    await this.page.getByRole('option', { name: option }).first().click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.field(label).fill(text);
    await this.field(label).press('Enter');
  }

  /** The next query of a kind that is asked because of what is done. */
  async sent(kind: string, act: () => Promise<unknown>): Promise<Sent> {
    const ofKind = (data: unknown): Sent | undefined => (data as { queries: Sent[] }).queries.find((query) => query.kind === kind);
    await this.page.waitForLoadState('networkidle');
    const request = this.page.waitForRequest((one) => one.url().endsWith('/api/v1/query') && ofKind(one.postDataJSON()) !== undefined);
    await act();
    return ofKind((await request).postDataJSON()) ?? {};
  }
}
