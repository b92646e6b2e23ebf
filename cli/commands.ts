import { alertsTest } from './commands/alerts-test.js';
import { approve } from './commands/approve.js';
import { audit } from './commands/audit.js';
import { cancel } from './commands/cancel.js';
import { clean } from './commands/clean.js';
import { diff } from './commands/diff.js';
import { docs } from './commands/docs.js';
import { doctor } from './commands/doctor.js';
import { eventsList } from './commands/events-list.js';
import { eventsReplay } from './commands/events-replay.js';
import { explain } from './commands/explain.js';
import { init } from './commands/init.js';
import { keysCreate } from './commands/keys-create.js';
import { keysList } from './commands/keys-list.js';
import { keysRevoke } from './commands/keys-revoke.js';
import { lineage } from './commands/lineage.js';
import { logs } from './commands/logs.js';
import { modelsApprove } from './commands/models-approve.js';
import { modelsCompare } from './commands/models-compare.js';
import { modelsDelete } from './commands/models-delete.js';
import { modelsExport } from './commands/models-export.js';
import { modelsHistory } from './commands/models-history.js';
import { modelsImport } from './commands/models-import.js';
import { modelsList } from './commands/models-list.js';
import { modelsPromote } from './commands/models-promote.js';
import { modelsReject } from './commands/models-reject.js';
import { modelsRelease } from './commands/models-release.js';
import { modelsReleases } from './commands/models-releases.js';
import { modelsRollback } from './commands/models-rollback.js';
import { modelsShow } from './commands/models-show.js';
import { plan } from './commands/plan.js';
import { predict } from './commands/predict.js';
import { reject } from './commands/reject.js';
import { report } from './commands/report.js';
import { reproduce } from './commands/reproduce.js';
import { resume } from './commands/resume.js';
import { retry } from './commands/retry.js';
import { run } from './commands/run.js';
import { runs } from './commands/runs.js';
import { runsBest } from './commands/runs-best.js';
import { runsCompare } from './commands/runs-compare.js';
import { runsNote } from './commands/runs-note.js';
import { runsTag } from './commands/runs-tag.js';
import { schedulesApply } from './commands/schedules-apply.js';
import { schedulesBackfill } from './commands/schedules-backfill.js';
import { schedulesCreate } from './commands/schedules-create.js';
import { schedulesDelete } from './commands/schedules-delete.js';
import { schedulesList } from './commands/schedules-list.js';
import { schedulesPause } from './commands/schedules-pause.js';
import { schedulesResume } from './commands/schedules-resume.js';
import { schedulesShow } from './commands/schedules-show.js';
import { schedulesTrigger } from './commands/schedules-trigger.js';
import { server } from './commands/server.js';
import { show } from './commands/show.js';
import { skip } from './commands/skip.js';
import { up } from './commands/up.js';
import { worker } from './commands/worker.js';
import type { Command } from './define-command.js';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  ...[init, up, worker, server, doctor, clean, alertsTest],
  ...[plan, docs, run, runs, runsCompare, runsBest, runsTag, runsNote, show, report, logs, resume, cancel],
  ...[retry, skip, approve, reject],
  ...[explain, diff, reproduce, lineage],
  ...[schedulesCreate, schedulesList, schedulesShow, schedulesPause, schedulesResume],
  ...[schedulesTrigger, schedulesBackfill, schedulesDelete, schedulesApply],
  ...[modelsList, modelsShow, modelsImport, modelsExport, modelsCompare],
  ...[modelsRelease, modelsReleases, modelsApprove, modelsReject],
  ...[modelsPromote, modelsRollback, modelsHistory, modelsDelete, predict],
  ...[eventsList, eventsReplay],
  ...[keysCreate, keysList, keysRevoke, audit],
];
