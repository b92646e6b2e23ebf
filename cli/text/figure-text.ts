/** A figure as people read it: whole numbers in groups of three, others with four digits that matter. */
export function figureText(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

export function figuresText(figures: Readonly<Record<string, number | string>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${figureText(value)}`)
    .join(' · ');
}
