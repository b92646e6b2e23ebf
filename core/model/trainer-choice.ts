/** A trainer with chosen hyperparameters. */
export interface TrainerChoice {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Never there: it keeps a search (see TrainerSearch) from being taken for a choice by the compiler. */
  readonly searched?: never;
}
