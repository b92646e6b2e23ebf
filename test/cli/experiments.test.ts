import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandContext } from '../../cli/command-context.js';
import { createProgram, type Invocation } from '../../cli/create-program.js';
import { commands } from '../../cli/commands.js';
import { Interrupts } from '../../cli/interrupts.js';
import { parseTags } from '../../cli/parse-tags.js';
import { Terminal } from '../../cli/terminal.js';
import { loadConfig } from '../../config/load-config.js';
import type { Metrics } from '../../core/model/evaluation.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { saveDocument } from '../../stores/artifacts/documents.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { facts, run } from '../contracts/metadata-records.js';
import { createProject } from '../support/create-project.js';
import { expectRefusal, expectRejection } from '../support/expect-refusal.js';

function invoke(...words: readonly string[]): Invocation {
  const invocations: Invocation[] = [];
  createProgram(commands, { version: '0', invoked: (invocation) => invocations.push(invocation) }).parse(['node', 'leat', ...words]);
  const [only] = invocations;
  if (only === undefined) throw new Error('expected a command to be invoked');
  return only;
}

test('tells the list of runs from the commands of its group, and their options apart', () => {
  expect(invoke('runs', '--pipeline', 'p')).toMatchObject({ command: { name: 'runs' }, input: { pipeline: 'p' } });
  const best = invoke('runs', 'best', '--pipeline', 'p', '--metric', 'f1', '--tag', 'a=1', '--json');
  expect(best).toMatchObject({ command: { name: 'runs best' }, json: true, input: { pipeline: 'p', metric: 'f1', tag: ['a=1'] } });
  expect(invoke('runs', 'compare', 'one', 'two', 'three').input).toMatchObject({ runs: ['one', 'two', 'three'] });
  expect(invoke('runs', 'tag', 'latest', 'a=1', 'b=').input).toMatchObject({ run: 'latest', tags: ['a=1', 'b='] });
});

test('reads tags, also with an equals sign in their value, and refuses what is none', () => {
  expect(parseTags(['a=1=2', 'b='])).toEqual({ a: '1=2', b: '' });
  expectRefusal(() => parseTags(['lonely']), 'USAGE_INVALID', '"lonely"');
});

describe('over three runs that have ended', () => {
  let context: CommandContext;

  beforeAll(async () => {
    const config = await loadConfig({ cwd: await createProject({ 'leat.config.ts': 'export default {};' }), env: {} });
    context = new CommandContext({ terminal: new Terminal(), json: true, interrupts: new Interrupts() });
    context.useConfig(config);
    const metadata = openMetadataStore(config.stores.metadata);
    await metadata.migrate();
    const artifacts = await openArtifactStore(config.stores.artifacts);
    const record = async (id: string, params: object, metrics: Metrics): Promise<void> => {
      const key = { runId: id, name: 'evaluate', attempt: 1 };
      const evaluation = await saveDocument(artifacts, 'evaluation', { metrics });
      await metadata.beginRun({ ...run(id), params: { ...params }, seed: 7 }, []);
      await metadata.beginAttempt(key, { ...facts, cacheKey: id });
      await metadata.completeAttempt(key, { inputs: [], outputs: { evaluation }, figures: {} });
      await metadata.endRun(id, { state: 'completed', outputs: { evaluation }, error: null });
    };
    await record('plain', { l2: 1 }, { f1: 0.7, logLoss: 0.5 });
    await record('strong', { l2: 9 }, { f1: 0.9, logLoss: 0.6 });
    await record('weak', { l2: 0.1 }, { f1: 0.8, logLoss: 0.4, mcc: 0.3 });
    await metadata.close();
  });
  afterAll(() => context.close());

  async function say(...words: readonly string[]): Promise<{ document: unknown; text: string }> {
    const { command, input } = invoke('runs', ...words);
    const said = await command.run(input, context);
    if (said === undefined) throw new Error('expected a command that says something');
    return said;
  }
  const best = async (...words: readonly string[]): Promise<readonly (readonly [string, number])[]> => {
    const { document } = await say('best', '--pipeline', 'penguins', ...words);
    return (document as { runs: { id: string; value: number }[] }).runs.map(({ id, value }) => [id, value]); // what the command documents
  };

  test('lists the best, whichever way is better', async () => {
    expect(await best('--metric', 'f1')).toEqual([['strong', 0.9], ['weak', 0.8], ['plain', 0.7]]); // prettier-ignore
    expect(await best('--metric', 'logLoss', '--limit', '2')).toEqual([['weak', 0.4], ['plain', 0.5]]); // prettier-ignore
    expect(await best('--metric', 'mcc')).toEqual([['weak', 0.3]]);
    expect((await say('best', '--pipeline', 'penguins', '--metric', 'f1')).text).toMatch(/RUN .*f1.*\nstrong {2}0\.9 .*l2=9/);
    await expectRejection(best('--metric', 'f1Macro'), 'METRIC_UNKNOWN', 'known: "f1", "logLoss", "mcc"');
  });

  test('puts parameters and metrics side by side', async () => {
    const { document, text } = await say('compare', 'weak', 'strong');
    expect(document).toMatchObject({
      runs: [
        { id: 'weak', params: { l2: 0.1 }, metrics: { f1: 0.8, mcc: 0.3 } },
        { id: 'strong', params: { l2: 9 }, metrics: { f1: 0.9 } },
      ],
    });
    expect(text).toMatch(/^l2 +0\.1 +9$/m);
    expect(text).toMatch(/^mcc +0\.3 +–$/m);
  });

  test('tags runs and writes notes, takes both away, and lists the best of a tag', async () => {
    await say('tag', 'plain', 'by=hand', 'kind=baseline');
    await say('tag', 'weak', 'by=hand');
    expect((await say('tag', 'plain', 'kind=')).document).toEqual({ runId: 'plain', tags: { by: 'hand' } });
    expect(await best('--metric', 'f1', '--tag', 'by=hand')).toEqual([['weak', 0.8], ['plain', 0.7]]); // prettier-ignore
    await say('note', 'weak', 'with less');
    expect((await say('compare', 'weak', 'strong')).text).toMatch(/^note +with less$/m);
    expect((await say('note', 'weak', '')).document).toEqual({ runId: 'weak', note: null });
  });
});
