import type { RunDetails } from '../client/runs.js';

export interface StagePage {
  readonly stage: string;
  /** Digest of the page (self-contained HTML). */
  readonly page: string;
}

/** The pages that a run's stages drew, of evaluations, drift and trials, in the order of the stages. */
export function pagesOf({ stages }: RunDetails): readonly StagePage[] {
  return stages.flatMap(({ name, outputs }) => (outputs['page']?.kind === 'page' ? [{ stage: name, page: outputs['page'].digest }] : []));
}
