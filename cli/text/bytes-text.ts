const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `0 B`, `14 kB`, `2.4 GB`: two digits at least, in powers of 1000. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** power;
  return `${power === 0 || size >= 10 ? size.toFixed(0) : size.toFixed(1)} ${UNITS[power] ?? 'B'}`;
}
