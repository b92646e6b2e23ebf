import type { Bench, Report } from './bench.js';
import { binaryBodies, jsonBodies, type Bodies } from './serving/bodies.js';
import { generateLoad, type LoadFigures } from './serving/load-generator.js';
import { startFastapiLean, startLeat, startNodeNaive, type MeasuredServer } from './serving/servers.js';
import { spread } from './spread.js';

const PATH = '/v2/models/trees/infer';
const TURNS = 3;
const TURN_SECONDS = 2;
const SOAK_SECONDS = Number(process.env['SOAK_SECONDS'] ?? 600);
const SWAP_SECONDS = 30;
/** Of the peak, for the soak. */
const SOAK_SHARE = 0.8;

interface LoadCase {
  readonly bodies: () => Bodies;
  readonly rows: number;
  readonly connections: number;
  /** The peers read JSON only. */
  readonly peers: boolean;
}

const loads: Readonly<Record<string, LoadCase>> = {
  'single-1': { bodies: () => jsonBodies(1), rows: 1, connections: 1, peers: true },
  'single-32': { bodies: () => jsonBodies(1), rows: 1, connections: 32, peers: true },
  'rows-100': { bodies: () => jsonBodies(100), rows: 100, connections: 8, peers: true },
  'json-1000': { bodies: () => jsonBodies(1000), rows: 1000, connections: 4, peers: false },
  'binary-1000': { bodies: () => binaryBodies(1000), rows: 1000, connections: 4, peers: false },
};

/** The inference server under load, beside two peers: turns alternate, bodies and generator are the same. */
export const servingBench: Bench = {
  cases: [...Object.keys(loads), 'server', 'soak'],
  async run(cases, report) {
    const servers = await startAll();
    try {
      for (const name of cases) {
        const load = loads[name];
        if (load !== undefined) await measureLoad(name, load, { servers, report });
      }
      const [leat] = servers;
      if (leat === undefined) throw new Error('invariant: the first server is Leat');
      if (cases.includes('server')) await measureServer(leat, report);
      if (cases.includes('soak')) await soak(leat, report);
    } finally {
      for (const server of servers) await server.stop();
    }
  },
};

async function startAll(): Promise<readonly MeasuredServer[]> {
  const { LEAT_BENCH_PYTHON: python } = process.env;
  if (python === undefined) console.error('LEAT_BENCH_PYTHON is not set: without the peer fastapi-lean');
  return [await startLeat(), await startNodeNaive(), ...(python === undefined ? [] : [await startFastapiLean(python)])];
}

interface Surroundings {
  readonly servers: readonly MeasuredServer[];
  readonly report: Report;
}

async function measureLoad(name: string, { bodies, rows, connections, peers }: LoadCase, { servers, report }: Surroundings): Promise<void> {
  const sent = bodies();
  const measured = servers.filter(({ peer }) => peers || peer === undefined);
  const turns = new Map<MeasuredServer, LoadFigures[]>(measured.map((server) => [server, []]));
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [server, figures] of turns) {
      const figure = await generateLoad({ url: server.url, path: PATH, ...sent, connections, seconds: TURN_SECONDS });
      if (figure.failed > 0)
        throw new Error(`${name}, ${server.peer ?? 'leat'}: ${String(figure.failed)} failed, such as ${figure.sample.slice(0, 200)}`);
      if (turn > 0) figures.push(figure); // the first one warms up
    }
  }
  for (const [{ peer }, figures] of turns) {
    const line = { bench: 'serving', case: name, ...(peer !== undefined && { peer }) };
    if (rows === 1) {
      report({ ...line, figure: 'requests_per_s', unit: '1/s', ...spread(figures.map(({ requestsPerSecond }) => requestsPerSecond)) });
      report({ ...line, figure: 'p50_ms', unit: 'ms', ...spread(figures.map(({ p50Ms }) => p50Ms)) });
      report({ ...line, figure: 'p99_ms', unit: 'ms', ...spread(figures.map(({ p99Ms }) => p99Ms)) });
    } else {
      report({ ...line, figure: 'rows_per_s', unit: '1/s', ...spread(figures.map(({ requestsPerSecond }) => requestsPerSecond * rows)) });
    }
  }
}

/** Memory with one model, and how late the event loop is, under the load of `single-32`. */
async function measureServer(leat: MeasuredServer, report: Report): Promise<void> {
  await eventLoopDelayMs(leat); // reading it begins anew
  await generateLoad({ url: leat.url, path: PATH, ...jsonBodies(1), connections: 32, seconds: 5 });
  const line = { bench: 'serving', case: 'server' };
  report({ ...line, figure: 'event_loop_p99_ms', unit: 'ms', value: Number((await eventLoopDelayMs(leat)).toFixed(2)) });
  report({ ...line, figure: 'rss_mb', unit: 'MB', value: Math.round(await leat.residentMb()) });
}

async function eventLoopDelayMs({ url }: MeasuredServer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^leat_event_loop_delay_p99_seconds (\S+)/m.exec(text)?.[1] ?? NaN) * 1e3;
}

/** Most of the peak for long, while the champion moves to and fro. */
async function soak(leat: MeasuredServer, report: Report): Promise<void> {
  const load = { url: leat.url, path: PATH, ...jsonBodies(1), connections: 32 };
  const peak = await generateLoad({ ...load, seconds: 5 });
  const before = await leat.residentMb();
  const swapping = setInterval(() => void leat.swap?.(), SWAP_SECONDS * 1e3);
  const figures = await generateLoad({ ...load, seconds: SOAK_SECONDS, requestsPerSecond: peak.requestsPerSecond * SOAK_SHARE });
  clearInterval(swapping);
  const line = { bench: 'serving', case: 'soak' };
  report({ ...line, figure: 'failed', unit: 'requests', value: figures.failed });
  report({ ...line, figure: 'requests_per_s', unit: '1/s', value: Math.round(figures.requestsPerSecond) });
  report({ ...line, figure: 'rss_growth', unit: 'share', value: Number(((await leat.residentMb()) / before - 1).toFixed(3)) });
}
