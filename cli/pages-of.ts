import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';

export interface StagePage {
  readonly stage: string;
  /** Digest of the page (self-contained HTML). */
  readonly page: string;
}

/** The pages that a run's stages drew, of evaluations, drift and trials, in the order of the stages. */
export async function pagesOf({ stages }: RunDetails, client: LeatClient): Promise<readonly StagePage[]> {
  const references = stages.flatMap(({ name, outputs }) =>
    Object.values(outputs)
      .filter(({ kind }) => kind === 'evaluation' || kind === 'report')
      .map(({ digest }) => ({ stage: name, digest })),
  );
  const pages = await Promise.all(references.map(async ({ stage, digest }) => ({ stage, page: pageIn(await client.document(digest)) })));
  const kept = stages.flatMap(({ name, outputs }) =>
    outputs['page']?.kind === 'page' ? [{ stage: name, page: outputs['page'].digest }] : [],
  );
  return [...pages.flatMap(({ stage, page }) => (page === null ? [] : [{ stage, page }])), ...kept];
}

/** Not every report has a page. */
function pageIn(document: unknown): string | null {
  if (typeof document !== 'object' || document === null || !('page' in document)) return null;
  return typeof document.page === 'string' && document.page.startsWith('sha256:') ? document.page : null;
}
