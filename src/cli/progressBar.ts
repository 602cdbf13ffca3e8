import { SingleBar } from 'cli-progress';

export interface ProgressBar {
  /** @param done finished so far, @param total everything there is; 0 when that is not known yet */
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar on a terminal; a line every tenth part where the output is a file or a pipe. */
export function progressBar(title: string): ProgressBar {
  if (!process.stderr.isTTY) return plainProgress(title);
  const bar = new SingleBar({
    format: `${title} {bar} {percentage}% · {value}/{total} · {eta_formatted} left`,
    hideCursor: true,
    stream: process.stderr,
  });
  let started = false;
  return {
    update(done, total) {
      if (!started) bar.start(total, done);
      started = true;
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function plainProgress(title: string): ProgressBar {
  let said = -1;
  return {
    update(done, total) {
      const tenth = total === 0 ? 0 : Math.floor((10 * done) / total);
      if (tenth <= said) return;
      said = tenth;
      process.stderr.write(`${title}: ${tenth * 10} %\n`);
    },
    stop: () => undefined,
  };
}
