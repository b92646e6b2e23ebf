import { compareDecided } from '../core/decision/compare-decided.js';
import type { Calibrator } from '../core/decision/calibrator.js';
import { fitDecision, type DecisionRequest, type FittedDecision } from '../core/decision/fit-decision.js';
import type { Decision } from '../core/decision/decision.js';
import type { Signature } from '../core/model/signature.js';
import type { Table } from '../core/table/table.js';
import type { TrainerTools } from '../core/trainers/define-trainer.js';

/** A model that gives the most probable class, and what it takes to make another of it. */
export interface Undecided {
  readonly request: Omit<DecisionRequest, 'decision'>;
  readonly graph: Uint8Array;
  readonly signature: Signature;
  /** Sample rows, raw. */
  readonly rows: Table;
  export(signature: Signature, calibrator: Calibrator | null): Uint8Array;
}

interface Decided {
  readonly graph: Uint8Array;
  readonly signature: Signature;
  readonly notes: FittedDecision['notes'];
}

/** Puts calibration and threshold into a model's graph and signature; compares the graph with the core. */
export async function decideModel(undecided: Undecided, decision: Decision, tools: TrainerTools): Promise<Decided> {
  const { calibrator, rule, notes } = await fitDecision({ ...undecided.request, decision }, tools);
  const { signature: plain, rows } = undecided;
  const signature: Signature = plain.classes === undefined ? plain : { ...plain, ...rule };
  const graph = undecided.export(signature, calibrator);
  await compareDecided({ undecided: undecided.graph, decided: graph, calibrator, signature, rows }, tools.graphs);
  return { graph, signature, notes };
}
