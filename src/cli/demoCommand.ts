import { loadDemo } from '../demo/loadDemo';
import type { CommandContext } from './main';
import { progressBar } from './progressBar';
import { withService } from './withService';

/** Loads the demo incident into the running service, or into the store when none runs. */
export async function demoCommand(context: CommandContext, options: { readonly seed: number }): Promise<void> {
  await withService(context, async (service) => {
    const bar = progressBar('Loading the demo incident');
    const loaded = await loadDemo({ endpoint: service.otlpUrl, now: Date.now(), seed: options.seed, onProgress: bar.update });
    bar.stop();
    await service.settle();
    console.log(`Loaded ${loaded.traces.toLocaleString('en')} generated requests (${loaded.spans.toLocaleString('en')} spans).`);
  });
}
