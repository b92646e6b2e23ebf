import type { MetadataStore } from './metadata-store.js';
import type { ReleaseBeginning, ReleaseRecord } from './release-records.js';

/**
 * Asks for a release by its policy: behind those of the same alias that are not over, or in their place.
 *
 * @throws LeatError `MODEL_VERSION_UNKNOWN`, `RELEASE_POINTLESS`
 */
export async function askInTurn(
  release: ReleaseBeginning,
  metadata: Pick<MetadataStore, 'askForRelease' | 'endReleases' | 'release'>,
): Promise<ReleaseRecord> {
  if (release.settings.policy === 'replace' && (await metadata.release(release.id)) === null) {
    const reason = `replaced by a release of version ${String(release.candidate)}`;
    await metadata.endReleases(release, { phase: 'replaced', reason });
  }
  return metadata.askForRelease(release);
}
