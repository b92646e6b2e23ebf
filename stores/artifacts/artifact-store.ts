/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/**
 * Content-addressed bytes, written once and never changed. Every adapter passes
 * test/contracts/artifact-store.ts.
 */
export interface ArtifactStore {
  /** Writing the same content twice, or from several processes at once, is safe and leaves one copy. */
  put(content: Uint8Array): Promise<Digest>;
  /**
   * @throws LeatError `ARTIFACT_MISSING`, or `ARTIFACT_CORRUPT` when the bytes no longer have the digest: then they
   * count as missing from now on, and the next put writes them anew.
   */
  get(digest: Digest): Promise<Uint8Array>;
  has(digest: Digest): Promise<boolean>;
  sizeBytes(digest: Digest): Promise<number>;
  delete(digest: Digest): Promise<void>;
  /** When it was put or touched last, and its size; null when it is not there. */
  usage(digest: Digest): Promise<{ readonly usedAt: Date; readonly sizeBytes: number } | null>;
  /** Counts as used just now, as what is put does. @returns False when it is not there. */
  touch(digest: Digest): Promise<boolean>;
  /**
   * Deletes what was neither put nor touched since then. Safe beside a put or touch at the same moment: who was told
   * that it is there finds it there. @returns Whether it was deleted.
   */
  deleteUnused(digest: Digest, since: Date): Promise<boolean>;
  list(): AsyncIterable<Digest>;
  /** A thread of this process has ended: what it was about to put is given up. */
  forgetThread(thread: number): Promise<void>;
  /** Says in one error why it cannot be written to, for `leat doctor`. */
  check(): Promise<void>;
}
