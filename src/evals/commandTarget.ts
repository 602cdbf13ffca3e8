import { spawn } from 'node:child_process';
import { readAnswer } from '../core/evals/readAnswer';
import { noAnswer, plainBody, type Answered, type Target } from './target';

export interface CommandTargetOptions {
  /** Line for the shell; it reads one JSON object from its standard input and writes the answer, as JSON or text, to its output. */
  readonly command: string;
  readonly answerPath?: string;
  readonly timeoutMs: number;
}

const MOST_REPLY = 5_000_000;

export function commandTarget({ command, answerPath, timeoutMs }: CommandTargetOptions): Target {
  return (asked, signal) =>
    new Promise((resolve) => {
      const started = performance.now();
      const child = spawn(command, {
        shell: true,
        // A group of its own: a shell that is killed would leave what it started.
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, TRACEPARENT: asked.traceparent, PLUMBLINE_QUESTION: asked.question },
      });
      let [output, errors, ended] = ['', '', ''];
      const stop = (reason: string): void => {
        ended ||= reason;
        if (child.pid !== undefined) killGroup(child.pid);
      };
      const timer = setTimeout(() => stop(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
      const cancel = (): void => stop('cancelled');
      signal.addEventListener('abort', cancel, { once: true });
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(0, MOST_REPLY)));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2000)));
      // A command that does not read its input is no failure.
      child.stdin.on('error', () => undefined);
      child.stdin.end(`${JSON.stringify(plainBody(asked))}\n`);
      child.on('error', (error) => stop(error.message));
      child.on('close', (code) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        resolve(answerOf({ ended, code, output, errors, latencyMs: performance.now() - started }));
      });
    });

  function answerOf(result: { ended: string; code: number | null; output: string; errors: string; latencyMs: number }): Answered {
    const { ended, code, output, errors, latencyMs } = result;
    if (ended !== '') return noAnswer(ended, latencyMs);
    if (code !== 0) return noAnswer(`exit code ${code ?? '?'}: ${errors.trim().slice(-300)}`, latencyMs);
    const read = readAnswer(output, answerPath);
    return 'problem' in read ? noAnswer(read.problem, latencyMs) : { ...read, error: '', latencyMs };
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
