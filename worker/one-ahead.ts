/** The items of an iteration, of which the next is made while one is worked on; what fails is thrown in its turn. */
export async function* oneAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const take = (): Promise<IteratorResult<T>> => {
    const next = iterator.next();
    next.catch(() => undefined); // thrown when its turn comes
    return next;
  };
  let next = take();
  try {
    for (let result = await next; result.done !== true; result = await next) {
      next = take();
      yield result.value;
    }
  } finally {
    await next.catch(() => undefined); // nothing may be under way any more when the source is closed
    await iterator.return?.();
  }
}
