import { connect, type Socket } from 'node:net';

export interface Load {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in turn. */
  readonly bodies: readonly Buffer[];
  readonly connections: number;
  readonly seconds: number;
  /** Over all connections; as fast as answers come when left out. */
  readonly requestsPerSecond?: number;
}

export interface LoadFigures {
  readonly requests: number;
  /** Answers that are not 200, and connections that broke. */
  readonly failed: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What the last answer said. */
  readonly sample: string;
}

/**
 * Keeps every connection busy with one request after the other and measures each answer. Plain sockets and requests
 * that are written beforehand: it shares the machine with the server, so it must cost little.
 */
export async function generateLoad(load: Load): Promise<LoadFigures> {
  const { hostname, port, host } = new URL(load.url);
  const requests = load.bodies.map((body) => {
    const headers = { host, 'content-length': String(body.length), ...load.headers };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.concat([Buffer.from(`POST ${load.path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
  });
  const startedAt = performance.now();
  const endAt = startedAt + load.seconds * 1e3;
  const pauseMs = load.requestsPerSecond === undefined ? 0 : (load.connections * 1e3) / load.requestsPerSecond;
  const clients = Array.from(
    { length: load.connections },
    (_, index) => new Client(connect({ host: hostname, port: Number(port), noDelay: true }), { requests, index, endAt, pauseMs }).done,
  );
  const results = await Promise.all(clients);
  const latencies = Float64Array.from(results.flatMap((result) => result.latencies)).sort();
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
  return {
    requests: latencies.length,
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    requestsPerSecond: latencies.length / ((performance.now() - startedAt) / 1e3),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    sample: results.map(({ sample }) => sample).find((sample) => sample !== '') ?? '',
  };
}

interface ClientOptions {
  readonly requests: readonly Buffer[];
  readonly index: number;
  readonly endAt: number;
  /** From one request to the next; 0 for no pause. */
  readonly pauseMs: number;
}

interface ClientResult {
  readonly latencies: readonly number[];
  readonly failed: number;
  readonly sample: string;
}

const HEAD_END = Buffer.from('\r\n\r\n');

class Client {
  readonly done: Promise<ClientResult>;
  readonly #socket: Socket;
  readonly #options: ClientOptions;
  readonly #latencies: number[] = [];
  #finish: (result: ClientResult) => void = () => undefined;
  #next: number;
  #sentAt = 0;
  #received: Buffer = Buffer.alloc(0);
  #failed = 0;
  #sample = '';

  constructor(socket: Socket, options: ClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#next = options.index;
    this.done = new Promise((resolve) => (this.#finish = resolve));
    socket.on('connect', () => {
      this.#send();
    });
    socket.on('data', (bytes) => {
      this.#read(bytes);
    });
    socket.on('error', () => this.#failed++);
    socket.on('close', () => {
      this.#finish({ latencies: this.#latencies, failed: this.#failed, sample: this.#sample });
    });
  }

  #send(): void {
    const { requests, endAt } = this.#options;
    if (performance.now() >= endAt) {
      this.#socket.destroy();
      return;
    }
    this.#sentAt = performance.now();
    const request = requests[this.#next++ % requests.length];
    if (request !== undefined) this.#socket.write(request);
  }

  #read(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN);
    if (this.#received.length < headEnd + HEAD_END.length + length) return;
    const tookMs = performance.now() - this.#sentAt;
    this.#latencies.push(tookMs);
    if (!head.startsWith('HTTP/1.1 200')) this.#failed++;
    if (this.#sample === '' || !head.startsWith('HTTP/1.1 200'))
      this.#sample = this.#received.toString('latin1', headEnd + HEAD_END.length);
    this.#received = Buffer.alloc(0);
    const pauseMs = this.#options.pauseMs - tookMs;
    if (pauseMs > 0) setTimeout(() => this.#send(), pauseMs);
    else this.#send();
  }
}
