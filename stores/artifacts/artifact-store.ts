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
   * @throws LeatError `ARTIFACT_MISSING`, or `ARTIFACT_CORRUPT` when the bytes no longer have the digest.
   */
  get(digest: Digest): Promise<Uint8Array>;
  has(digest: Digest): Promise<boolean>;
  sizeBytes(digest: Digest): Promise<number>;
  delete(digest: Digest): Promise<void>;
  list(): AsyncIterable<Digest>;
  /** Says in one error why it cannot be written to, for `leat doctor`. */
  check(): Promise<void>;
}
