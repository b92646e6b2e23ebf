/** What became of a stage that waited for approval: who said it, or null when its deadline passed. */
export interface Decision {
  readonly approved: boolean;
  readonly by: string | null;
  readonly note: string | null;
}
