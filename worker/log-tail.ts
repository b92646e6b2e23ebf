import type { RaisedAlert } from '../core/pipeline/alert-event.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';

const LINES = 10;
const LETTERS_OF_A_LINE = 300;

/** The end of what a stage wrote in its last attempt. The store is opened by the first alert: most workers never need it here. */
export class LogTail {
  readonly #address: string;
  #store: Promise<MetadataStore> | undefined;

  /** @param address - Of the metadata store. */
  constructor(address: string) {
    this.#address = address;
  }

  /** @returns At most ten lines; none for what is not about a stage that was attempted. */
  async linesOf({ runId, stage }: Pick<RaisedAlert, 'runId' | 'stage'>): Promise<readonly string[]> {
    if (runId === null || stage === undefined) return [];
    this.#store ??= open(this.#address);
    const store = await this.#store;
    const attempt = (await store.attempts(runId, stage)).at(-1)?.attempt;
    if (attempt === undefined) return [];
    const lines = (await store.output({ runId, name: stage, attempt })).split('\n').filter((line) => line.trim() !== '');
    return lines.slice(-LINES).map((line) => line.slice(0, LETTERS_OF_A_LINE));
  }

  async close(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.close();
  }
}

async function open(address: string): Promise<MetadataStore> {
  const { openMetadataStore } = await import('../stores/metadata/open-metadata-store.js');
  return openMetadataStore(address);
}
