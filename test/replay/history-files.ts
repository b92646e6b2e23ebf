import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const FOLDER = 'test/replay/histories';

/** What is larger is kept compressed. */
const LARGE_BYTES = 64 * 1024;

export interface RecordedHistory {
  /** `0.1.0/held-and-retried.1.runPipeline`: version, scenario, number in it, workflow. */
  readonly name: string;
  /** As Temporal's own JSON form has it. */
  readonly history: unknown;
}

export function readHistories(): RecordedHistory[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => /\.json(\.gz)?$/.test(path));
  return files.sort().map((path) => {
    const content = readFileSync(join(FOLDER, path));
    const text = (path.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
    return { name: path.replace(/\.json(\.gz)?$/, ''), history: JSON.parse(text) as unknown };
  });
}

/** Replaces those of some scenarios in one version: others stay as they were recorded. */
export function writeHistories(version: string, histories: readonly RecordedHistory[]): void {
  mkdirSync(join(FOLDER, version), { recursive: true });
  const scenarios = new Set(histories.map(({ name }) => name.split('.')[0]));
  for (const file of readdirSync(join(FOLDER, version))) if (scenarios.has(file.split('.')[0])) rmSync(join(FOLDER, version, file));
  for (const { name, history } of histories) {
    const text = `${JSON.stringify(history)}\n`;
    if (text.length < LARGE_BYTES) writeFileSync(join(FOLDER, version, `${name}.json`), text);
    else writeFileSync(join(FOLDER, version, `${name}.json.gz`), gzipSync(text, { level: 9 }));
  }
}
