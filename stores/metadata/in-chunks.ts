/** A row has up to ten values, and SQLite takes 32,766 in one statement. */
const CHUNK = 1_000;

/** Calls the work with up to 1,000 items at a time, in order; not at all for none. */
export async function inChunks<T, R>(items: readonly T[], work: (chunk: readonly T[]) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += CHUNK) results.push(await work(items.slice(start, start + CHUNK)));
  return results;
}
