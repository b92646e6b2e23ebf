import { startServing, type Serving } from './serving.js';
import { AnswerChecker } from './answer-checker.js';
import { Engine } from './engine.js';

/** A stage that waits for a file, and fails at another; a pipeline of it. */
export const GREET = `
  import { approve, definePipeline, defineStage, LeatError } from 'leat';
  import { existsSync } from 'node:fs';
  import { z } from 'zod';
  const root = (import.meta.dirname + '/').split('/node_modules/')[0];
  const greet = defineStage({ name: 'greet', version: 1, inputs: {}, outputs: { out: 'report' },
    params: z.strictObject({ word: z.string(), waits: z.boolean() }),
    run: async (_inputs, { word, waits }) => {
      while (waits && !existsSync(root + '/go')) await new Promise((wake) => setTimeout(wake, 20));
      if (existsSync(root + '/bad')) throw new LeatError('SOURCE_NO_ROWS', 'no rows');
      return { out: { word } };
    } });
  const params = z.strictObject({ word: z.string().min(1).default('hello'), waits: z.boolean().default(false), holds: z.boolean().default(false), asks: z.boolean().default(false) });
  export default definePipeline({ name: 'greet', description: 'Says a word.', params,
    onEvent: { type: 'test.greeting', source: '/people*', when: '\`data.loud\` == true', params: { word: { $event: 'data.words[0]' } } },
    build: ({ word, waits, holds, asks }) => {
      const said = greet({ word, waits }, { cache: false, ...(holds ? { onFailure: 'hold' } : {}) });
      return { said: asks ? approve({ question: 'Say it?' }, { after: [said] }) : said };
    } });`;

export interface ApiProject {
  readonly engine: Engine;
  readonly serving: Serving;
  readonly answers: AnswerChecker;
  /** Asks, and holds the answer against its description. */
  ask(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  end(): Promise<void>;
}

/** A project with Temporal, a worker and an HTTP server. */
export async function startApiProject(files: Readonly<Record<string, string>> = { 'greet.pipeline.ts': GREET }): Promise<ApiProject> {
  const engine = await Engine.start(files);
  await engine.startWorker();
  const serving = await startServing({ engine: engine.config });
  const answers = new AnswerChecker();
  return {
    engine,
    serving,
    answers,
    async ask(method, path, { body, headers = {} } = {}) {
      const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await fetch(serving.url + path, { method, headers: { ...type, ...headers }, ...content });
      if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
        await answers.check(method, path, response.clone());
      return response;
    },
    async end() {
      await serving.stop();
      await engine.end();
    },
  };
}

/** The run of an id once it is in a state. */
export async function untilRun(
  { ask }: Pick<ApiProject, 'ask'>,
  id: string,
  accept: (run: { state: string; stages: { name: string; state: string }[] }) => boolean,
): Promise<{ state: string; stages: { name: string; state: string }[]; error: { code: string } | null }> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((wake) => setTimeout(wake, 50))) {
    const run = (await (await ask('GET', `/api/v1/runs/${id}`)).json()) as Awaited<ReturnType<typeof untilRun>>;
    if (accept(run)) return run;
  }
  throw new Error(`run ${id} was not so in time`);
}
