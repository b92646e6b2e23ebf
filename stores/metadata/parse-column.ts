import type { Json, Timestamp } from './database-schema.js';

/** Columns are written from the port's typed records only, so what comes back has the type that went in. */
export function parseJson<T>(text: T extends null ? Json | null : Json): T {
  return (text === null ? null : JSON.parse(text)) as T; // see above
}

export function parseTime(text: Timestamp | null): Date | null {
  return text === null ? null : new Date(text);
}
