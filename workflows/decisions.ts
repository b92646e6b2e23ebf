import { condition } from '@temporalio/workflow';
import type { Decision } from '../core/pipeline/decision.js';

/** Words of people about the stages that wait for one. */
export class Decisions {
  /** Stages that wait, with what was said of them. */
  readonly #awaited = new Map<string, Decision | null>();

  /** @param timeoutMs - null: as long as it takes. @returns null when the time has passed. */
  async next(stage: string, timeoutMs: number | null): Promise<Decision | null> {
    this.#awaited.set(stage, null);
    const isDecided = (): boolean => this.#awaited.get(stage) !== null;
    if (timeoutMs === null) await condition(isDecided);
    else await condition(isDecided, timeoutMs);
    const decision = this.#awaited.get(stage) ?? null;
    this.#awaited.delete(stage);
    return decision;
  }

  /** Whether nothing was said of it yet. */
  awaits(stage: string): boolean {
    return this.#awaited.get(stage) === null;
  }

  take(stage: string, decision: Decision): void {
    if (this.awaits(stage)) this.#awaited.set(stage, decision);
  }
}
