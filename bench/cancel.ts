import type { Bench } from './bench.js';
import { cancelled, cancelTrainings } from './trainers/cancel-trainings.js';

/** How soon a training ends that is cancelled; a case for each trainer. */
export const cancelBench: Bench = { cases: cancelled, run: cancelTrainings };
