/** Waits until a server has loaded what is deployed. */
export async function untilReady(url: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await new Promise((wake) => setTimeout(wake, 50))) {
    const reply = await fetch(`${url}/readyz`).catch(() => null); // nobody listens yet
    if (reply?.status === 200) return;
  }
  throw new Error(`${url} was not ready in time`);
}
