import type { Locator } from '@playwright/test';
import { GoodPanel } from './goodPanel';

/** The "Is it getting worse?" panel: what every panel of ours has, and its picture and lists. */
export class WorsePanel extends GoodPanel {
  /** The picture, which arrow keys walk along. */
  get chart(): Locator {
    return this.root.getByRole('slider');
  }

  /** A list by the heading above it. */
  part(title: string): Locator {
    return this.root
      .locator('div')
      .filter({ has: this.root.page().getByRole('heading', { level: 3, name: title }) })
      .last();
  }

  /** The link of a cause. */
  cause(name: string): Locator {
    return this.root.getByRole('link', { name });
  }
}
