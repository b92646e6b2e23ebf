/** A figure as people read it: whole numbers in groups of three, others with four digits that matter. */
export function figureText(value: number | string): string {
  if (typeof value === 'string') return value;
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
