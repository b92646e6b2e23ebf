import { createHash } from 'node:crypto';

/** Counts and digests what a source gives, in the order in which it comes. */
export class ContentMeter {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  add(content: Uint8Array): void {
    this.#hash.update(content);
    this.#bytes += content.length;
  }

  /** Of everything so far: the digest that `sha256sum` would give of it. */
  get total(): { readonly bytes: number; readonly digest: string } {
    return { bytes: this.#bytes, digest: `sha256:${this.#hash.copy().digest('hex')}` };
  }
}
