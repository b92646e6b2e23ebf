import { ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';
import type { RunSchedule } from '../core/pipeline/run-schedule.js';
import type { RunState, StageFailure, StageProgressState } from '../core/pipeline/run-state.js';
import { refusalOf } from '../core/pipeline/run-state.js';
import type { Decisions } from './decisions.js';

/** What a person or a service can order of a run that goes on. */
export type RunOrder =
  | { readonly kind: 'retry'; readonly stage: string; readonly schedule: RunSchedule }
  | { readonly kind: 'skip'; readonly stage: string }
  | { readonly kind: 'cancel' };

/** Which stage an order is about. */
export interface StageOrder {
  readonly stage: string;
}

/** A person's word about a stage that waits for approval. */
export interface ApprovalOrder extends StageOrder {
  readonly by?: string;
  readonly note?: string;
}

export const retryStageUpdate = defineUpdate<StageOrder, [StageOrder]>('retryStage');
export const skipStageUpdate = defineUpdate<StageOrder, [StageOrder]>('skipStage');
export const approveUpdate = defineUpdate<StageOrder, [ApprovalOrder]>('approve');
export const rejectUpdate = defineUpdate<StageOrder, [ApprovalOrder]>('reject');

interface OrderTaker {
  readonly run: () => RunState | null;
  give(order: RunOrder): void;
  readonly decisions: Decisions;
  /** By the code as it is now; recorded before it is used. */
  replan(): Promise<RunSchedule>;
  /** Records that the run goes on. */
  resume(): Promise<void>;
}

/** Registers the handlers of all orders; each is checked before it enters history. */
export function takeOrders({ run, give, decisions, replan, resume }: OrderTaker): void {
  const only = (...states: readonly StageProgressState[]) => ({
    validator: (order: StageOrder): void => {
      refuse(refusalOf(run(), order.stage, states));
    },
  });
  setHandler(
    retryStageUpdate,
    async ({ stage }) => {
      give({ kind: 'retry', stage, schedule: await replan() });
      return { stage };
    },
    only('held'),
  );
  setHandler(
    skipStageUpdate,
    async ({ stage }) => {
      await resume();
      give({ kind: 'skip', stage });
      return { stage };
    },
    only('held', 'waiting'),
  );
  const awaited = {
    validator: ({ stage }: ApprovalOrder): void => {
      refuse(refusalOf(run(), stage, ['running']));
      if (decisions.awaits(stage)) return;
      refuse({ code: 'STAGE_NOT_WAITING', message: `stage "${stage}": expected one that waits for approval, got one that does not` });
    },
  };
  const decideBy =
    (approved: boolean) =>
    ({ stage, by, note }: ApprovalOrder) => {
      decisions.take(stage, { approved, by: by ?? null, note: note ?? null });
      return { stage };
    };
  setHandler(approveUpdate, decideBy(true), awaited);
  setHandler(rejectUpdate, decideBy(false), awaited);
}

function refuse(refusal: StageFailure | undefined): void {
  if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal.message, refusal.code);
}
