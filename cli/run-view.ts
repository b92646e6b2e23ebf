import type { RunSnapshot, StageSnapshot } from '../client/run-snapshot.js';
import type { Terminal } from './terminal.js';
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

  show({ stages, silent }: RunSnapshot): void {
    const now = Date.now();
    const text = tableText(stages.map((stage) => stageRow(stage, now, this.#terminal)));
    const lines = text.split('\n').map((line) => cut(line, this.#terminal.width));
    if (silent !== undefined) lines.push(this.#terminal.paint('yellow', silenceText(silent)));
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
  #silent: RunSnapshot['silent'];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show({ stages, silent }: RunSnapshot): void {
    if (silent !== this.#silent && silent !== undefined) this.#terminal.say(silenceText(silent));
    this.#silent = silent;
    for (const stage of stages) {
      if (stage.state === 'waiting' || this.#told.get(stage.name) === tellable(stage)) continue;
      this.#told.set(stage.name, tellable(stage));
      this.#terminal.say(
        stageRow(stage, Date.now(), this.#terminal)
          .filter((cell) => cell !== '')
          .join('  '),
      );
    }
  }

  clear(): void {
    // Lines that were written stay.
  }
}

/** What makes a new line: progress alone would make hundreds. */
function tellable({ state, attempt }: StageSnapshot): string {
  return `${state} ${String(attempt)}`;
}

function silenceText(silent: NonNullable<RunSnapshot['silent']>): string {
  return silent === 'worker'
    ? 'no worker answers at the moment; the run goes on when one is back ("leat worker")'
    : 'Temporal does not answer at the moment; still trying';
}

/** A line that wraps would spoil the count of lines. Colours stand at the front only, so they are not cut. */
function cut(line: string, width: number): string {
  const excess = shownLength(line) - (width - 1);
  return excess > 0 ? `${line.slice(0, line.length - excess - 1)}…` : line;
}
