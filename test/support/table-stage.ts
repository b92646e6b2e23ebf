import type { StageServices } from '../../activities/define-activity.js';
import type { StageContext } from '../../core/pipeline/stage-context.js';
import { Random } from '../../core/random.js';
import type { SourceSurroundings } from '../../sources/source.js';
import { MemoryArtifactStore } from '../../stores/artifacts/memory-artifact-store.js';
import { createTable } from '../../stores/artifacts/tables.js';
import { neverCancelled } from './source-surroundings.js';

/** What a stage that only reads and writes tables is given, and what it said. */
export function tableStage(source: SourceSurroundings) {
  const artifacts = new MemoryArtifactStore();
  const figures: Record<string, number | string> = {};
  const warnings: string[] = [];
  const context: StageContext = {
    random: new Random('test'),
    signal: neverCancelled,
    log: { info: () => undefined, warn: (message) => warnings.push(message) },
    checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    progress: () => undefined,
    figure: (name, value) => {
      figures[name] = value;
    },
  };
  // Metadata and graphs are left out: a table stage has no business with them, and would fail on the spot.
  const services = { artifacts, source, createTable: () => createTable(artifacts) } as unknown as StageServices;
  return { artifacts, context, services, figures, warnings };
}
