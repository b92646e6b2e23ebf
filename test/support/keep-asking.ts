/** Predictions that are asked for without end, as other services do. */
export interface KeptAsking {
  /** `name:version` of all that answered. */
  readonly models: ReadonlySet<string>;
  /** The version that answered last, and since when no other did. */
  readonly last: string;
  readonly since: number;
  readonly requests: number;
  /** Answers that were none: status and text. A connection that could not be made is not among them. */
  readonly failed: readonly string[];
  stop(): Promise<void>;
}

const GAP_MS = 10;

/** Asks a model of one column again and again; a server that is away is asked again until it is there. */
export function keepAskingAt(url: string, model: string): KeptAsking {
  const seen = { models: new Set<string>(), last: '', since: 0, requests: 0, failed: [] as string[] };
  const ended = new AbortController();
  const body = JSON.stringify({ rows: [{ x: 1 }] });
  const ask = async (): Promise<void> => {
    const reply = await fetch(`${url}/api/v1/models/${model}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await reply.text();
    seen.requests += 1;
    if (reply.status !== 200) seen.failed.push(`${String(reply.status)} ${text}`);
    else {
      const { model: answered } = JSON.parse(text) as { model: string };
      if (answered !== seen.last) seen.since = Date.now();
      seen.last = answered;
      seen.models.add(answered);
    }
  };
  const asking = (async () => {
    while (!ended.signal.aborted) {
      await ask().catch(() => undefined); // the server is away
      await new Promise((wake) => setTimeout(wake, GAP_MS));
    }
  })();
  return Object.assign(seen, {
    async stop() {
      ended.abort();
      await asking;
    },
  });
}
