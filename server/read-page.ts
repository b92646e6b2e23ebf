/** One page of a list: asks for one more, which tells whether there is another page. */
export async function readPage<T>(
  limit: number,
  ask: (limit: number) => Promise<readonly T[]>,
  cursorOf: (entry: T) => string,
): Promise<{ readonly entries: readonly T[]; readonly next: string | null }> {
  const found = await ask(limit + 1);
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: found.length > limit && last !== undefined ? cursorOf(last) : null };
}
