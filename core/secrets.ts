import type { Revealable } from './pipeline/secret.js';

/** Looks secrets up for one piece of work, and takes them out of whatever is said about it. */
export class Secrets {
  readonly #lookUp: (name: string) => string;
  readonly #values = new Set<string>();

  constructor({ secret }: { secret: (name: string) => string }) {
    this.#lookUp = secret;
  }

  /** @throws LeatError `SECRET_MISSING` */
  reveal(text: Revealable): string {
    if (typeof text === 'string') return text;
    const value = this.#lookUp(text.secret);
    this.hideAlso(value);
    return value;
  }

  /** A part of a secret that may be quoted alone, such as the password of a connection string. */
  hideAlso(value: string): void {
    if (value !== '') this.#values.add(value);
  }

  hide(message: string): string {
    // Longest first: one secret may be part of another.
    const values = [...this.#values].sort((left, right) => right.length - left.length);
    return values.reduce((text, value) => text.replaceAll(value, '***'), message);
  }
}
