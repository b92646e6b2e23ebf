import { chooseStudyStage } from '../core/pipeline/stages/choose-study.js';
import { chooseStudy } from '../core/tuning/auto/choose-study.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { defineActivity } from './define-activity.js';

/** Looks at the rows that trials will be compared on. */
export const chooseStudyActivity = defineActivity(chooseStudyStage, {
  async run({ train }, { sampleRows: wanted, ...wishes }, { random, figure }) {
    const sample = await sampleRows(train.parts(), { rows: train.rows, wanted, random });
    const study = chooseStudy(sample, wishes);
    figure('task', study.task);
    figure('metric', study.metric);
    figure('trainers', study.candidates.map(({ name }) => name).join(', '));
    return { study };
  },
});
