import type { Locator, Page } from '@playwright/test';

/** One "Is it good?" panel of the dashboard, by its title. */
export class GoodPanel {
  readonly root: Locator;

  constructor(
    private readonly page: Page,
    title: string,
  ) {
    this.root = page.locator('[data-viz-panel-key]').filter({ has: page.getByRole('heading', { level: 2, name: title, exact: true }) });
  }

  /** The answer in one line, as a screen reader is told it. */
  get sentence(): Locator {
    return this.root.getByRole('status').first();
  }

  /** Whatever the panel says: a verdict, that there are no data, or an error. */
  get answer(): Locator {
    return this.sentence.or(this.alert).first();
  }

  get alert(): Locator {
    return this.root.getByRole('alert');
  }

  /** Grafana's sign that a panel waits for its data. */
  get loadingBar(): Locator {
    return this.root.getByLabel('Panel loading bar');
  }

  get columns(): Locator {
    return this.root.getByRole('columnheader');
  }

  /** A dimension or a segment by its name. */
  row(name: string): Locator {
    return this.root.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name, exact: false }) });
  }

  /** Names of the segments from top to bottom. */
  async rowNames(): Promise<string[]> {
    return this.root.getByRole('rowheader').allInnerTexts();
  }

  columnButton(name: string): Locator {
    return this.root.getByRole('columnheader').getByRole('button', { name, exact: true });
  }

  /** The part that scrolls inside the panel. */
  get scroller(): Locator {
    return this.root.locator('section[aria-label]');
  }

  /** How far the content is wider than the panel, in pixels. */
  async sidewaysOverflow(): Promise<number> {
    return this.root.evaluate((panel) =>
      Math.max(...[...panel.querySelectorAll('section')].map((section) => section.scrollWidth - section.clientWidth)),
    );
  }

  /** Gives the panel an outer size of its own, as a dashboard with a smaller grid would. */
  async resize(width: number, height: number): Promise<void> {
    await this.page
      .locator('[data-griditem-key]')
      .filter({ has: this.root })
      .evaluate(
        (item, size) => {
          for (const [name, value] of Object.entries(size)) (item as HTMLElement).style.setProperty(name, `${value}px`, 'important');
        },
        { width, height },
      );
  }
}
