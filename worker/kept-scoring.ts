import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../core/canonical-json.js';
import { digestOf } from '../stores/artifacts/digest.js';

const state = z.object({ id: z.string(), progress: z.record(z.string(), z.unknown()).optional() });

/** How far a scoring at the command line is, in a file by what is scored with what: the same command again goes on from there. */
export class KeptScoring {
  readonly #path: string;
  readonly id: string;
  readonly progress: Readonly<Record<string, unknown>> | undefined;

  private constructor(path: string, { id, progress }: z.output<typeof state>) {
    this.#path = path;
    this.id = id;
    this.progress = progress;
  }

  /** @param what - Everything that the result depends on; where any of it changes, nothing is found. */
  static async open(home: string, what: unknown): Promise<KeptScoring> {
    const folder = join(home, 'scoring');
    await mkdir(folder, { recursive: true });
    const key = digestOf(new TextEncoder().encode(canonicalJson(what))).replace(/^.*:/, '');
    const path = join(folder, `${key}.json`);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return new KeptScoring(path, state.parse(JSON.parse(text)));
    const begun = new KeptScoring(path, { id: randomUUID().slice(0, 8) });
    await begun.save(undefined); // before the first trace elsewhere: another attempt must know it as its own
    return begun;
  }

  /** The whole state or the one before: never half a file. */
  async save(progress: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    const temporary = `${this.#path}.new`;
    await writeFile(temporary, JSON.stringify({ id: this.id, progress }));
    await rename(temporary, this.#path);
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
