import { secretValues, type Environment } from '../config/environment.js';

const MASK = '***';

/** Replaces the values of secrets in a text that comes in pieces, also where a value is cut by the end of a piece. */
export class SecretMask {
  readonly #environment: Environment;
  #known: readonly string[] | undefined;
  /** May be the beginning of a secret: waits for the next piece. */
  #held = '';

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Looked up at the first text: most attempts write none. */
  get #values(): readonly string[] {
    return (this.#known ??= secretValues(this.#environment));
  }

  apply(text: string): string {
    if (this.#values.length === 0) return text;
    const whole = this.#held + text;
    const end = this.#openFrom(whole);
    this.#held = whole.slice(end);
    return this.whole(whole.slice(0, end));
  }

  /** What is held back, when no more comes. */
  rest(): string {
    if (this.#held === '') return '';
    const rest = this.#held;
    this.#held = '';
    return this.whole(rest);
  }

  /** The same for a text that is whole. */
  whole(text: string): string {
    return this.#values.reduce((left, value) => left.replaceAll(value, MASK), text);
  }

  /** Where the longest end of the text that a secret begins with starts; before it, if another secret reaches into it. */
  #openFrom(text: string): number {
    const [longest = ''] = this.#values;
    for (let start = Math.max(0, text.length - longest.length + 1); start < text.length; start++) {
      const end = text.slice(start);
      if (!this.#values.some((value) => value.length > end.length && value.startsWith(end))) continue;
      const reaching = this.#values.map((value) => text.indexOf(value, Math.max(0, start - value.length + 1))).filter((at) => at >= 0);
      return Math.min(start, ...reaching);
    }
    return text.length;
  }
}
