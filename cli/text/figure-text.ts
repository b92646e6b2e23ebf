/** A figure as people read it: whole numbers in groups of three, others with four digits that matter, digests by their beginning. */
export function figureText(value: number | string): string {
  if (typeof value === 'string') return value.replace(/^(sha256:[0-9a-f]{8})[0-9a-f]{56}$/, '$1…');
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

/** As many as fit on a line beside a stage's name. */
const MOST_FIGURES = 6;

export function figuresText(figures: Readonly<Record<string, number | string>>): string {
  const entries = Object.entries(figures);
  const shown = entries.slice(0, MOST_FIGURES).map(([name, value]) => `${name} ${figureText(value)}`);
  return [...shown, ...(entries.length > MOST_FIGURES ? ['…'] : [])].join(' · ');
}
