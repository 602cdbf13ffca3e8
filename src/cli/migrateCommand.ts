import { guardOf } from '../config/guardOf';
import { migrate } from '../storage/migrate';
import { openDriver } from '../storage/openDriver';
import { applyRetention } from '../storage/retention';
import type { CommandContext } from './main';

/** Creates or upgrades tables and views and applies the retention of the configuration. */
export async function migrateCommand({ settings }: CommandContext): Promise<void> {
  const driver = await openDriver({ ...settings, guard: guardOf(settings) });
  try {
    const cluster = settings.clickhouse?.cluster ?? '';
    const { applied } = await migrate(driver, { database: settings.database, cluster });
    await applyRetention(
      driver,
      { database: settings.database, cluster },
      { textDays: settings.file.retention.text_days, metricsDays: settings.file.retention.metrics_days },
    );
    console.log(applied.length === 0 ? 'Nothing to do: the tables are current.' : `Applied ${applied.join(', ')}.`);
  } finally {
    await driver.close();
  }
}
