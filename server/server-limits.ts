/** How much of everything the server takes. */
export interface ServerLimits {
  /** Largest body of a request, unpacked. Parsing happens on the event loop: a larger one would hold up everyone else for too long. */
  readonly bodyBytes: number;
  /** Largest head of a request: its address and all headers. */
  readonly headBytes: number;
  readonly urlBytes: number;
  /** Lists and objects in one another. */
  readonly jsonDepth: number;
  /** Time for the head of a request, counted from when its connection was opened or its last request was answered. */
  readonly headTimeoutMs: number;
  /** Time for a whole request to come in. */
  readonly requestTimeoutMs: number;
  /** A connection over which nothing goes, in either direction, for so long is closed. */
  readonly idleTimeoutMs: number;
  /** Open at once; further ones are closed at once. */
  readonly connections: number;
  /** Of a key that has no number of its own, and of an address where no key is asked for. */
  readonly requestsPerSecond: number;
  /** Wrong keys of an address: enough for a person who mistypes one, and for a service whose key was revoked. */
  readonly failuresPerSecond: number;
}

export const serverLimits: ServerLimits = {
  bodyBytes: 16 * 1024 * 1024,
  headBytes: 16 * 1024,
  urlBytes: 8 * 1024,
  jsonDepth: 64,
  headTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  idleTimeoutMs: 120_000,
  connections: 1_000,
  requestsPerSecond: 1_000,
  failuresPerSecond: 10,
};

/** What of them a person may set; what is left out is as above. */
export type GivenLimits = { readonly [N in keyof ServerLimits]?: ServerLimits[N] | undefined };

export function completeLimits(given: GivenLimits): ServerLimits {
  return { ...serverLimits, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
