import { cancel } from './commands/cancel.js';
import { doctor } from './commands/doctor.js';
import { logs } from './commands/logs.js';
import { modelsImport } from './commands/models-import.js';
import { modelsList } from './commands/models-list.js';
import { modelsShow } from './commands/models-show.js';
import { plan } from './commands/plan.js';
import { predict } from './commands/predict.js';
import { report } from './commands/report.js';
import { resume } from './commands/resume.js';
import { run } from './commands/run.js';
import { runs } from './commands/runs.js';
import { server } from './commands/server.js';
import { show } from './commands/show.js';
import { up } from './commands/up.js';
import { worker } from './commands/worker.js';
import type { Command } from './define-command.js';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  ...[up, worker, server, doctor],
  ...[plan, run, runs, show, report, logs, resume, cancel],
  ...[modelsList, modelsShow, modelsImport, predict],
];
