import { readFileSync } from 'node:fs';

/** Leat's own version: the package's file lies beside the sources, or above the built ones. */
export function readVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { name: string; version: string }; // npm's form
      if (name === 'leat') return version;
    } catch {
      continue; // not there: the other place
    }
  }
  return 'unknown';
}
