import type { RunSnapshot, StageSnapshot } from '../client/run-snapshot.js';
import type { Terminal } from './terminal.js';
import { ordersText } from './text/orders-text.js';
import { stageRow } from './text/stage-row.js';
import { shownLength, tableText } from './text/table-text.js';

/** Shows how a run goes on. */
export interface RunView {
  show(snapshot: RunSnapshot): void;
  /** Takes away what was drawn, for the report to stand in its place. */
  clear(): void;
}

/** A block that is drawn again on a terminal; a line a change elsewhere. */
export function createRunView(terminal: Terminal): RunView {
  return terminal.isLive ? new LiveView(terminal) : new PlainView(terminal);
}

class LiveView implements RunView {
  readonly #terminal: Terminal;
  #lines = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(snapshot: RunSnapshot): void {
    const { stages } = snapshot;
    const trouble = troubleText(snapshot);
    const now = Date.now();
    const text = tableText(stages.map((stage) => stageRow(stage, now, this.#terminal)));
    const lines = text.split('\n').map((line) => cut(line, this.#terminal.width));
    lines.push(
      ...ordersText(snapshot)
        .split('\n')
        .filter((line) => line !== ''),
    );
    if (trouble !== undefined) lines.push(this.#terminal.paint('yellow', cut(trouble, this.#terminal.width)));
    this.#terminal.draw(`${this.#back}${lines.join('\n')}\n`);
    this.#lines = lines.length;
  }

  /** Up to the block's first line, and clear to the end of the screen. */
  get #back(): string {
    return this.#lines === 0 ? '' : `\u001b[${String(this.#lines)}A\u001b[0J`;
  }

  clear(): void {
    this.#terminal.draw(this.#back);
    this.#lines = 0;
  }
}

class PlainView implements RunView {
  readonly #terminal: Terminal;
  readonly #told = new Map<string, string>();
  #trouble: string | undefined;
  #orders = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(snapshot: RunSnapshot): void {
    const trouble = troubleText(snapshot);
    if (trouble !== this.#trouble && trouble !== undefined) this.#terminal.say(trouble);
    this.#trouble = trouble;
    for (const stage of snapshot.stages) {
      if (stage.state === 'waiting' || this.#told.get(stage.name) === tellable(stage)) continue;
      this.#told.set(stage.name, tellable(stage));
      this.#terminal.say(
        stageRow(stage, Date.now(), this.#terminal)
          .filter((cell) => cell !== '')
          .join('  '),
      );
    }
    const orders = ordersText(snapshot);
    if (orders !== this.#orders && orders !== '') this.#terminal.say(orders);
    this.#orders = orders;
  }

  clear(): void {
    // Lines that were written stay.
  }
}

/** What makes a new line: progress alone would make hundreds. */
function tellable({ state, attempt }: StageSnapshot): string {
  return `${state} ${String(attempt)}`;
}

/** What keeps a run from going on, as far as that is not a stage's own matter. */
function troubleText({ silent, planning }: RunSnapshot): string | undefined {
  if (silent === 'worker') return 'no worker answers at the moment; the run goes on when one is back ("leat worker")';
  if (silent === 'server') return 'Temporal does not answer at the moment; still trying';
  if (silent === 'workflow') return 'the workers fail at this run again and again: their log says why';
  return planning === undefined ? undefined : `planning is tried again after: ${planning}`;
}

/** A line that wraps would spoil the count of lines. Colours stand at the front only, so they are not cut. */
function cut(line: string, width: number): string {
  const excess = shownLength(line) - (width - 1);
  return excess > 0 ? `${line.slice(0, line.length - excess - 1)}…` : line;
}
