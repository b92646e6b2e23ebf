/** Every state that a run can be recorded in. */
export const runStates = ['running', 'held', 'completed', 'failed', 'cancelled'] as const;
export type RecordedRunState = (typeof runStates)[number];

/** Every state that a stage can be recorded in. */
export const stageStates = ['running', 'completed', 'cached', 'failed', 'held', 'skipped', 'cancelled'] as const;
export type RecordedStageState = (typeof stageStates)[number];
