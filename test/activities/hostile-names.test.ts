import { parseHTML } from 'linkedom';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  definePipeline,
  defineStage,
  evaluate,
  logistic,
  logUniform,
  monitor,
  numeric,
  recipe,
  split,
  tableFromRows,
  train,
  tune,
} from '../../index.js';
import { runPipeline, type TestRun } from '../../testing/index.js';

/** What data of others may be called. */
const COLUMN = '"><img src=x onerror="alert(1)">';
const LABELS = ['<script>alert(2)</script>', "a' onload='alert(3)", '</svg><iframe src=javascript:alert(4)>'];

const hostileRows = defineStage({
  name: 'hostileRows',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({ shift: z.number() }),
  run: (_inputs, { shift }, { random }) => ({
    table: tableFromRows(
      Array.from({ length: 90 }, (_, row) => ({
        [COLUMN]: (row % 3) + shift + random.next() / 4,
        noise: random.next(),
        kind: LABELS[row % 3] ?? '',
      })),
    ),
  }),
});

const hostile = definePipeline({
  name: 'hostile',
  params: z.strictObject({}),
  build() {
    const { train: rows, test: held } = split({ table: hostileRows({ shift: 0 }), testFraction: 0.4 });
    const features = recipe({ target: 'kind' }).scale(numeric(), { as: 'standard' });
    const candidate = tune({
      train: rows,
      recipe: features,
      candidates: [logistic({ l2: logUniform(1e-3, 1) })],
      folds: 2,
      metric: 'f1Macro',
      trials: 2,
    });
    const model = train({ train: rows, candidate });
    const evaluation = evaluate({ model, test: held, slices: [COLUMN] });
    return { evaluation, report: monitor({ model, recent: hostileRows({ shift: 2 }, { as: 'recent' }) }) };
  },
});

let run: TestRun;
beforeAll(async () => {
  run = await runPipeline(hostile);
});

test.each(['evaluate', 'tune', 'monitor'])('shows hostile names of columns and classes as text on the page of %s', async (stage) => {
  expect([run.state, run.error]).toEqual(['completed', null]);
  const { document } = parseHTML(await run.page(stage)) as unknown as { document: Page }; // the types of a browser are not part of this program
  for (const element of document.querySelectorAll('*')) {
    expect(['script', 'iframe', 'img', 'object', 'embed']).not.toContain(element.localName);
    for (const { name, value } of element.attributes) expect([name, value]).not.toEqual([expect.stringMatching(/^on/i), expect.anything()]);
  }
  if (stage !== 'tune') expect(document.body.textContent).toContain('onerror');
});

interface Page {
  readonly body: { readonly textContent: string };
  querySelectorAll(
    selector: string,
  ): Iterable<{ readonly localName: string; readonly attributes: Iterable<{ readonly name: string; readonly value: string }> }>;
}
