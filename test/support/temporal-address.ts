import { inject } from 'vitest';

/** Address of the Temporal server that all test files share; the first to ask waits until it has started. */
export async function temporalAddress(): Promise<string> {
  const response = await fetch(inject('temporalDesk'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
