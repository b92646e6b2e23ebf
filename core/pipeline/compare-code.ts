import type { PlannedRun } from './planned-run.js';

/** A file, or a package with its version, of which the code of stages is made. */
export interface CodeChange {
  readonly part: string;
  readonly change: 'changed' | 'added' | 'removed';
  /** Digest of a file, or version of a package. */
  readonly before?: string;
  readonly after?: string;
}

type Parts = Readonly<Record<string, string>>;

export function compareCode(before: Parts, after: Parts): readonly CodeChange[] {
  const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return parts.flatMap((part): CodeChange[] => {
    const [was, is] = [before[part], after[part]];
    if (was === is) return [];
    if (was === undefined) return [{ part, change: 'added', after: is ?? '' }];
    return is === undefined ? [{ part, change: 'removed', before: was }] : [{ part, change: 'changed', before: was, after: is }];
  });
}

/** What the code of a module is made of; a run of an old version has only the digest of the whole. */
export function partsOf({ moduleParts, moduleDigests }: PlannedRun, module: string | undefined): Parts {
  if (module === undefined) return {};
  return moduleParts[module] ?? { [module]: moduleDigests[module] ?? '' };
}
