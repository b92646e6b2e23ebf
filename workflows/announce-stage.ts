import type { ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import type { StageFailure } from '../core/pipeline/run-state.js';
import { alert } from './alert.js';
import { carryOutRelease } from './engine-activities.js';
import type { RunIdentity } from './end-run.js';

/** Tells of a stage whose tries are spent. Where its failure ends or holds the run, that is told as well, so this is not a warning too. */
export async function announceFailure(identity: RunIdentity, { name, policy }: ScheduledStage, error: StageFailure): Promise<void> {
  const severity = policy.onFailure === 'skip' ? 'warning' : 'info';
  const next = `leat logs ${identity.runId} ${name}`;
  await alert({ event: 'stage.failed', severity, ...identity, stage: name, code: error.code, message: error.message, next });
}

/** Tells of what a finished stage did to the registry, and has a release that it asked for carried out. */
export async function announceModel(identity: RunIdentity, { name, stage }: ScheduledStage, { figures }: StageResult): Promise<void> {
  const { version, deployed, release, releasedTo } = figures;
  if (stage === 'register' && typeof version === 'string') {
    const message = `${version} was registered by pipeline "${identity.pipeline}"`;
    await alert({ event: 'model.registered', ...identity, stage: name, subject: `model/${version}`, message });
  }
  if (stage === 'deploy' && typeof deployed === 'string') {
    const message = `${deployed} was deployed by pipeline "${identity.pipeline}"`;
    await alert({ event: 'model.promoted', ...identity, stage: name, subject: `model/${deployed.split(' ')[0] ?? ''}`, message });
  }
  if (stage === 'release' && typeof release === 'string' && typeof releasedTo === 'string') {
    const [model = '', alias = ''] = releasedTo.split('@');
    await carryOutRelease({ id: release, model, alias });
  }
}
