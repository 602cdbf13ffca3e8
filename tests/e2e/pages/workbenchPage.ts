import type { Locator, Page, Request } from '@playwright/test';
import { CASE_COOKIE, type CaseName } from '../fixtureServer';
import { GoodPanel } from './goodPanel';
import { WorsePanel } from './worsePanel';

/** Body of a query request, as far as tests read it. */
export interface SentQueries {
  readonly from: string;
  readonly to: string;
  readonly queries: readonly {
    readonly kind: string;
    readonly groupBy: readonly string[];
    readonly filters: readonly { readonly field: string; readonly operator: string; readonly values: readonly string[] }[];
  }[];
}

/** More stops than the page has. */
const MAX_TABS = 80;

/** The workbench, spoken to as a person would. */
export class WorkbenchPage {
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  /** Chooses what the store holds from now on. */
  async hold(name: CaseName): Promise<void> {
    await this.page.context().addCookies([{ name: CASE_COOKIE, value: name, url: this.url }]);
  }

  /** Opens the page and waits until it has something to show. */
  async open(name: CaseName = 'good', search = ''): Promise<void> {
    await this.hold(name);
    await this.page.goto(`/${search}`);
    await this.heading.waitFor();
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  panel(title: string): GoodPanel {
    return new GoodPanel(this.page, title);
  }

  get whole(): GoodPanel {
    return this.panel('Is it good?');
  }

  get byTopic(): GoodPanel {
    return this.panel('By topic');
  }

  /** The panel of the dashboard "Is it getting worse?", and the address that opens it. */
  get worse(): WorsePanel {
    return new WorsePanel(this.page, 'Is it getting worse?');
  }

  async openWorse(name: CaseName, search = ''): Promise<void> {
    await this.open(name, `?dashboard=plumbline-is-it-worse${search}`);
    // Both panels ask with the same words; who waits for the next question has to have seen the first ones answered.
    await this.worse.answer.waitFor();
    await this.panel('Failures, speed and cost').answer.waitFor();
  }

  /** The select of a variable, by its label. */
  variable(label: string): Locator {
    return this.page.getByTestId('data-testid template variable').filter({ hasText: label });
  }

  /** What the list of a variable offers. */
  async offered(label: string): Promise<string[]> {
    await this.variable(label).getByRole('combobox').click();
    const options = this.page.getByRole('option');
    await options.nth(1).waitFor();
    const texts = await options.allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.heading.click();
    return texts;
  }

  get timePicker(): Locator {
    return this.page.getByTestId('data-testid TimePicker Open Button');
  }

  /** Opens the list of a variable, chooses one value and leaves the list, which is when Grafana applies it. */
  async choose(label: string, value: string): Promise<void> {
    await this.variable(label).getByRole('combobox').click();
    await this.page.getByRole('option', { name: value, exact: true }).click();
    await this.page.keyboard.press('Escape');
    await this.heading.click();
  }

  async chooseTheme(name: 'System' | 'Light' | 'Dark'): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { name, exact: true }).check();
  }

  get refreshButton(): Locator {
    return this.page.getByTestId('data-testid RefreshPicker run button');
  }

  async refresh(): Promise<void> {
    await this.refreshButton.click();
  }

  /** Presses Tab until the given control has the focus. @throws when it is not reached */
  async tabTo(role: string, name?: string): Promise<void> {
    for (let step = 0; step < MAX_TABS; step++) {
      await this.page.keyboard.press('Tab');
      const reached = await this.page.evaluate(
        ([wantedRole, wantedName]) => {
          const element = document.activeElement;
          const native = element instanceof HTMLInputElement ? element.type : element?.tagName.toLowerCase();
          const label = element?.getAttribute('aria-label') ?? element?.getAttribute('title') ?? element?.textContent ?? '';
          return (element?.getAttribute('role') ?? native) === wantedRole && (wantedName === undefined || label === wantedName);
        },
        [role, name] as const,
      );
      if (reached) return;
    }
    throw new Error(`No ${role} ${name ?? ''} within ${MAX_TABS} presses of Tab`);
  }

  /** What a query request asked for. */
  static bodyOf(request: Request): SentQueries {
    return request.postDataJSON() as SentQueries;
  }

  /** The next query request that groups by the given column, or by nothing. */
  async nextQuery(groupBy: readonly string[], act: () => Promise<void>): Promise<SentQueries> {
    const request = this.page.waitForRequest((sent) => {
      if (!sent.url().endsWith('/api/v1/query')) return false;
      return WorkbenchPage.bodyOf(sent).queries.some((query) => JSON.stringify(query.groupBy) === JSON.stringify(groupBy));
    });
    await act();
    return WorkbenchPage.bodyOf(await request);
  }

  /** How far the document is wider than the window, in pixels. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }
}
