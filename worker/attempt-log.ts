import { AsyncLocalStorage } from 'node:async_hooks';
import { messageOf } from '../core/errors.js';
import type { StageLog } from '../core/pipeline/stage-context.js';
import type { AttemptKey, MetadataStore } from '../stores/metadata/metadata-store.js';
import type { Log } from './log.js';
import { SecretMask } from './secret-mask.js';
import type { ThreadServices } from './thread-services.js';

const FLUSH_MS = 1_000;
/** Of an attempt's text as much is kept from its beginning, and as much from its end. Characters. */
const HALF = 512 * 1024;

/**
 * What an attempt writes: the lines of its log, and whatever its code writes to the console. It is kept
 * once a second, so that it can be read while the stage runs; a synchronous loop is read at its end.
 */
export class AttemptLog implements StageLog {
  readonly #key: AttemptKey;
  readonly #metadata: MetadataStore;
  readonly #log: Log;
  readonly #mask = new SecretMask(process.env);
  /** Of the first half, and not kept yet. */
  #pending = '';
  #room = HALF;
  /** The end of what came after the first half was full. */
  #tail = '';
  #left = 0;
  #chunk = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(key: AttemptKey, { metadata, log }: Pick<ThreadServices, 'metadata' | 'log'>) {
    this.#key = key;
    this.#metadata = metadata;
    this.#log = log.child({ runId: key.runId, stage: key.name });
  }

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#log.info(this.#masked(fields), this.#mask.whole(message));
    this.write(`${lineOf(message, fields)}\n`);
  }

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#log.warn(this.#masked(fields), this.#mask.whole(message));
    this.write(`warning: ${lineOf(message, fields)}\n`);
  }

  write(text: string): void {
    this.#take(this.#mask.apply(text));
  }

  /** What its code writes to the console, as it may be seen by others. */
  masked(text: string): string {
    return this.#mask.whole(text);
  }

  #masked(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const masked = (_name: string, value: unknown): unknown => (typeof value === 'string' ? this.#mask.whole(value) : value);
    return JSON.parse(JSON.stringify(fields, masked)) as Record<string, unknown>; // an object stays one
  }

  /** Does the work of the attempt, and takes in what it writes until it ends, however it ends. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    takeConsole();
    const timer = setInterval(() => {
      this.#flush();
    }, FLUSH_MS);
    try {
      return await current.run(this, work);
    } finally {
      clearInterval(timer);
      await this.#end();
    }
  }

  #take(text: string): void {
    const first = text.slice(0, this.#room);
    this.#room -= first.length;
    this.#pending += first;
    this.#tail += text.slice(first.length);
    if (this.#tail.length > 2 * HALF) this.#cutTail(); // not at every piece: cutting copies
  }

  #cutTail(): void {
    const kept = this.#tail.slice(-HALF);
    this.#left += this.#tail.length - kept.length;
    this.#tail = kept;
  }

  async #end(): Promise<void> {
    this.#take(this.#mask.rest());
    this.#flush();
    this.#cutTail();
    if (this.#left > 0) this.#keep(`\n[${this.#left.toLocaleString('en-US')} characters are left out here]\n`);
    this.#keep(this.#tail);
    await this.#last;
  }

  #flush(): void {
    this.#keep(this.#pending);
    this.#pending = '';
  }

  /** One piece after the other. A text that cannot be kept must not fail the stage that wrote it. */
  #keep(text: string): void {
    if (text === '') return;
    const chunk = this.#chunk++;
    this.#last = this.#last
      .then(() => this.#metadata.appendOutput(this.#key, { chunk, text }))
      .catch((error: unknown) => {
        this.#log.warn({ error: messageOf(error) }, 'what an attempt wrote could not be kept');
      });
  }
}

function lineOf(message: string, fields: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [message, ...told].join(' ');
}

/** The log of the attempt whose code runs now: a thread may have several under way. */
const current = new AsyncLocalStorage<AttemptLog>();

let taken = false;

/** Lets the log of the current attempt hear what is written; it goes where it went before, too, without secrets. */
function takeConsole(): void {
  if (taken) return;
  taken = true;
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean; // its overloads are told apart by what is given
    stream.write = (chunk: string | Uint8Array, ...given: unknown[]): boolean => {
      const log = current.getStore();
      if (log === undefined) return write(chunk, ...given);
      const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      log.write(text);
      return write(log.masked(text), ...given);
    };
  }
}
