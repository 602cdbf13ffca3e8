/** `plumbline pull`: one round over the sources of the configuration, or a look at them. */
import type { PullSource } from '../config/pullSchema';
import { SettingsError } from '../config/settings';
import { formOf } from '../core/otelTables/otelTable';
import { openPullSource } from '../pull/openPullSource';
import { PullError, sourceTables } from '../pull/sourceTables';
import { openDriver } from '../storage/openDriver';
import type { CommandContext } from './main';
import { startService } from './serve';

/** @throws SettingsError, PullError, StorageError */
export async function pullCommand(context: CommandContext, { check }: { readonly check: boolean }): Promise<void> {
  const { settings, log } = context;
  const { sources } = settings.file.pull;
  if (sources.length === 0)
    throw new SettingsError('There is nothing to read: name sources under pull.sources in the file that PLUMBLINE_CONFIG names.');
  if (check) {
    for (const source of sources) console.log(await describe(context, source));
    return;
  }
  const service = await startService({ settings: { ...settings, port: 0, otlpHttpPort: 0, otlpGrpcPort: 0 }, log, pulls: false });
  try {
    const { spans, logs, refused } = await service.puller.pullAll();
    console.log(`${spans} spans and ${logs} log records read, ${refused} rows refused.`);
    await service.settler.settleAll();
  } finally {
    await service.close();
  }
}

/** What the columns of a source say about it; a source that cannot be read says why. */
async function describe({ settings }: CommandContext, source: PullSource): Promise<string> {
  const driver = source.url === undefined ? await openDriver(settings) : await openPullSource(source, settings);
  try {
    const { traces, logs } = await sourceTables(driver, source);
    const parts = [traces, logs].flatMap((table) => {
      if (table === undefined) return [];
      const { columns } = table;
      const form = formOf(columns, 'SpanAttributes') ?? formOf(columns, 'LogAttributes') ?? '';
      const scope = columns.has('ScopeName') ? 'with scopes' : 'without scopes';
      return [`${table.database}.${table.table}: ${columns.size} columns, attributes as ${form}, ${scope}`];
    });
    return `${source.name}\n  ${parts.join('\n  ')}`;
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    process.exitCode = 1;
    return error.message;
  } finally {
    await driver.close();
  }
}
