export const schedules = ['constant', 'linear', 'cosine'] as const;
export type Schedule = (typeof schedules)[number];

/** What the learning rate is multiplied by after a share `done` of all steps that training may take. */
export const scheduleFactor: Readonly<Record<Schedule, (done: number) => number>> = {
  constant: () => 1,
  linear: (done) => 1 - done,
  cosine: (done) => (1 + Math.cos(Math.PI * done)) / 2,
};
