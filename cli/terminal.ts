import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results to stdout, all else to stderr. Colours only where a person looks. */
export class Terminal {
  /** Whether a person sees stderr, where progress is shown. */
  readonly isLive: boolean;
  /** Whether a question can be asked. */
  readonly isInteractive: boolean;

  constructor() {
    this.isLive = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
    this.isInteractive = this.isLive && process.stdin.isTTY;
  }

  get width(): number {
    return process.stderr.columns || 80;
  }

  /** A result, to stdout. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** A remark on the way, to stderr. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** To stderr as it is, for views that draw. */
  draw(text: string): void {
    process.stderr.write(text);
  }

  /** For what goes to either: both must be a terminal. https://no-color.org is heeded. */
  paint(style: Style, text: string): string {
    const coloured = process.stdout.isTTY && this.isLive && (process.env['NO_COLOR'] ?? '') === '';
    return coloured ? styleText(style, text) : text;
  }

  async ask(question: string): Promise<string> {
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await lines.question(question)).trim().toLowerCase();
    } finally {
      lines.close();
    }
  }
}
