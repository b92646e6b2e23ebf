import type { Config } from '../config/config.js';
import { LeatError } from '../core/errors.js';
import { isDeclaredSchedule } from '../core/schedule/define-schedule.js';
import type { Schedule } from '../core/schedule/schedule.js';
import { createLog } from './log.js';
import { PipelineCatalogue } from './pipeline-catalogue.js';
import type { PipelineFile } from './pipeline-source.js';
import { openThreadServices, threadSettings, type ThreadServices } from './thread-services.js';

/**
 * The schedules that the project's code declares.
 *
 * @throws LeatError `SCHEDULE_INVALID` for two of one name, `PIPELINE_INVALID` for a file that cannot be read: its
 * schedules would look as if they were no longer declared.
 */
export async function listSchedules(config: Config): Promise<readonly Schedule[]> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  try {
    const sources = await new PipelineCatalogue(config).sources();
    const schedules = (await Promise.all(sources.map((source) => schedulesOf(source, services)))).flat();
    const twice = schedules.find(({ name }, index) => schedules.findIndex((other) => other.name === name) !== index);
    if (twice !== undefined) throw new LeatError('SCHEDULE_INVALID', `schedule "${twice.name}": expected one of that name, got two`);
    return schedules;
  } finally {
    await services.metadata.close();
  }
}

async function schedulesOf(file: PipelineFile, { importBundle }: ThreadServices): Promise<readonly Schedule[]> {
  switch (file.kind) {
    case 'specification':
      return [];
    case 'broken':
      throw new LeatError('PIPELINE_INVALID', file.message, { details: { file: file.file } });
    case 'module': {
      const module = await importBundle(file.digest, () => Promise.resolve(file.code));
      return Object.values(module)
        .filter(isDeclaredSchedule)
        .map(({ schedule }) => schedule);
    }
  }
}
