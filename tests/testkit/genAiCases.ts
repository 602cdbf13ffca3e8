/** Recorded payloads of public test suites; they lie beside the project and are not part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../../shared/data/otlp-genai-cases/cases');

export const HAS_GEN_AI_CASES = existsSync(FOLDER);

export interface GenAiCase {
  readonly name: string;
  /** Dialects that its attributes and events belong to, by the makers of the set. */
  readonly dialects: readonly string[];
  /** An ExportTraceServiceRequest in JSON, not always a valid one. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Every case; none where the folder is absent. */
export function genAiCases(): GenAiCase[] {
  if (!HAS_GEN_AI_CASES) return [];
  return readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const { meta, payload }: { meta: { dialects: string[] }; payload: Readonly<Record<string, unknown>> } = JSON.parse(
        readFileSync(join(FOLDER, file), 'utf8'),
      );
      return { name: file.replace(/\.json$/, ''), dialects: meta.dialects, payload };
    });
}
