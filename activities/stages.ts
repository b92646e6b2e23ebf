import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import { approve } from '../core/pipeline/stages/approve.js';
import { autoModel } from '../core/pipeline/stages/auto-model.js';
import { chooseStudyStage } from '../core/pipeline/stages/choose-study.js';
import { challenge } from '../core/pipeline/stages/challenge.js';
import { deploy } from '../core/pipeline/stages/deploy.js';
import { extract } from '../core/pipeline/stages/extract.js';
import { evaluate } from '../core/pipeline/stages/evaluate.js';
import { external } from '../core/pipeline/stages/external.js';
import { ingest } from '../core/pipeline/stages/ingest.js';
import { loggedRows } from '../core/pipeline/stages/logged-rows.js';
import { monitor } from '../core/pipeline/stages/monitor.js';
import { prepare } from '../core/pipeline/stages/prepare.js';
import { prepareFolds } from '../core/pipeline/stages/prepare-folds.js';
import { pretrained } from '../core/pipeline/stages/pretrained.js';
import { register } from '../core/pipeline/stages/register.js';
import { score } from '../core/pipeline/stages/score.js';
import { release } from '../core/pipeline/stages/release.js';
import { select } from '../core/pipeline/stages/select.js';
import { split } from '../core/pipeline/stages/split.js';
import { train } from '../core/pipeline/stages/train.js';
import { trial } from '../core/pipeline/stages/trial.js';
import { tune } from '../core/pipeline/stages/tune.js';
import { validate } from '../core/pipeline/stages/validate.js';
import { waitFor } from '../core/pipeline/stages/wait-for.js';
import { watchModel } from '../core/pipeline/stages/watch-model.js';
import { window } from '../core/pipeline/stages/window.js';
import { write } from '../core/pipeline/stages/write.js';
import type { StageActivity } from './define-activity.js';

type Entry = readonly [stage: { readonly declaration: StageDeclaration }, load: () => Promise<StageActivity>];

/**
 * Every built-in stage: a new one is its two files and a line here. A thread loads the code of a stage
 * when it first runs one: DuckDB and ONNX Runtime take memory that other stages do not need.
 */
const all: readonly Entry[] = [
  [ingest, async () => (await import('./ingest.js')).ingestActivity],
  [validate, async () => (await import('./validate.js')).validateActivity],
  [split, async () => (await import('./split.js')).splitActivity],
  [window, async () => (await import('./window.js')).windowActivity],
  [extract, async () => (await import('./extract.js')).extractActivity],
  [prepare, async () => (await import('./prepare.js')).prepareActivity],
  [select, async () => (await import('./select.js')).selectActivity],
  [autoModel, async () => (await import('./auto-model.js')).autoModelActivity],
  [tune, async () => (await import('./tune.js')).tuneActivity],
  [train, async () => (await import('./train.js')).trainActivity],
  [pretrained, async () => (await import('./pretrained.js')).pretrainedActivity],
  [external, async () => (await import('./external.js')).externalActivity],
  [evaluate, async () => (await import('./evaluate.js')).evaluateActivity],
  [score, async () => (await import('./score.js')).scoreActivity],
  [write, async () => (await import('./write.js')).writeActivity],
  [register, async () => (await import('./register.js')).registerActivity],
  [deploy, async () => (await import('./deploy.js')).deployActivity],
  [approve, async () => (await import('./approve.js')).approveActivity],
  [waitFor, async () => (await import('./wait-for.js')).waitForActivity],
  [challenge, async () => (await import('./challenge.js')).challengeActivity],
  [release, async () => (await import('./release.js')).releaseActivity],
  [loggedRows, async () => (await import('./logged-rows.js')).loggedRowsActivity],
  [watchModel, async () => (await import('./watch-model.js')).watchModelActivity],
  [monitor, async () => (await import('./monitor.js')).monitorActivity],
];

/** What other stages consist of: no author uses them. */
const inner: readonly Entry[] = [
  [chooseStudyStage, async () => (await import('./choose-study.js')).chooseStudyActivity],
  [prepareFolds, async () => (await import('./prepare-folds.js')).prepareFoldsActivity],
  [trial, async () => (await import('./trial.js')).trialActivity],
];

const loaders = new Map([...all, ...inner].map(([{ declaration }, load]) => [declaration.name, load]));

/** The code of a built-in stage; undefined for a name that is none. */
export async function stageActivity(name: string): Promise<StageActivity | undefined> {
  return loaders.get(name)?.();
}

export const builtInDeclarations: ReadonlyMap<string, StageDeclaration> = new Map(
  all.map(([{ declaration }]) => [declaration.name, declaration]),
);
