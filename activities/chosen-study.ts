import type { ChosenStudy } from '../core/tuning/auto/choose-study.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { readDocument } from '../stores/artifacts/documents.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';

/** Name of the record of what is searched, under its stage. */
export function chosenStudyName(stage: string): string {
  return `${stage}/study`;
}

/** What was found out about the rows of a stage `autoModel` when it was opened. */
export async function readChosenStudy(
  { runId, stage }: { runId: string; stage: string },
  { metadata, artifacts }: { metadata: MetadataStore; artifacts: ArtifactStore },
): Promise<ChosenStudy> {
  const [record] = await metadata.items(runId, stage, [chosenStudyName(stage)]);
  const digest = record?.outputs['study']?.digest;
  if (digest === undefined) throw new Error(`invariant: stage "${stage}" found out what to search when it was opened`);
  return (await readDocument(artifacts, digest)) as ChosenStudy; // what the stage "chooseStudy" makes
}
