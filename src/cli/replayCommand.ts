import { replayFile } from '../replay/replayFile';
import type { CommandContext } from './main';
import { progressBar } from './progressBar';
import { withService } from './withService';

/** Lines that are named one by one; the rest are only counted. */
const NAMED_LINES = 20;

/** Loads semantic logs; the exit code is 1 when a line was refused. */
export async function replayCommand(context: CommandContext, files: readonly string[]): Promise<void> {
  await withService(context, async (service) => {
    for (const path of files) {
      const bar = progressBar(`Replaying ${path}`);
      const report = await replayFile({ path, endpoint: service.otlpUrl, token: context.settings.file.tokens[0], onProgress: bar.update });
      bar.stop();
      console.log(
        `${path}: ${report.accepted.toLocaleString('en')} requests loaded, ${report.refused.toLocaleString('en')} lines refused.`,
      );
      for (const { line, reason } of report.rejected.slice(0, NAMED_LINES)) console.error(`  line ${line}: ${reason}`);
      if (report.refused > NAMED_LINES) console.error(`  … and ${report.refused - NAMED_LINES} more`);
      if (report.refused > 0) process.exitCode = 1;
    }
    await service.settle();
  });
}
