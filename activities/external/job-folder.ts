import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LeatError } from '../../core/errors.js';
import { encodeTable } from '../../core/table/arrow.js';
import type { TableReader } from '../../core/table/table-reader.js';

/**
 * The working folder of an external training: `job.json` and `train/part-00000.arrow` and on are there at its
 * beginning, `model.onnx` and, if the program likes, `predictions.json` at its end. It is gone afterwards.
 */
export class JobFolder {
  readonly path: string;

  private constructor(folder: string) {
    this.path = folder;
  }

  static async create(): Promise<JobFolder> {
    return new JobFolder(await mkdtemp(path.join(tmpdir(), 'leat-external-')));
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }

  /** Part by part: the rows need not fit into memory. */
  async write(train: TableReader, job: Readonly<Record<string, unknown>>): Promise<void> {
    await mkdir(path.join(this.path, 'train'));
    const parts: string[] = [];
    for await (const part of train.parts()) {
      const name = `train/part-${String(parts.length).padStart(5, '0')}.arrow`;
      await writeFile(path.join(this.path, name), encodeTable(part));
      parts.push(name);
    }
    await writeFile(path.join(this.path, 'job.json'), JSON.stringify({ ...job, train: parts, model: 'model.onnx' }));
  }

  /** @throws LeatError `EXTERNAL_NO_MODEL`. */
  async model(): Promise<Uint8Array> {
    const model = await this.#read('model.onnx');
    if (model !== undefined) return model;
    throw new LeatError('EXTERNAL_NO_MODEL', 'expected the program to write model.onnx in its working folder, it wrote none');
  }

  /** What the program says that its model predicts for the first training rows; undefined when it says nothing. */
  async predictions(): Promise<unknown> {
    const text = await this.#read('predictions.json');
    if (text === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null;
    }
  }

  async #read(name: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(path.join(this.path, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // Node's own errors have one
      throw error;
    }
  }
}
