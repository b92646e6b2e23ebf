import { z } from 'zod';
import { definePipeline, defineStage, each, map, type Handle } from 'leat';

/** Reads what it is given and writes one small artifact: all of its time is the engine's. */
const pass = defineStage({
  name: 'pass',
  version: 1,
  inputs: { before: 'report[]' },
  outputs: { after: 'report' },
  // The salt makes every run's artifacts new, so that nothing is adopted.
  params: z.strictObject({ index: z.int(), salt: z.string() }),
  work: 'light',
  run: ({ before }, { index, salt }) => ({ after: { index, salt, inputs: before.length } }),
});

const passAs = (before: readonly Handle<'report'>[], { index, salt }: { index: number; salt: string }): Handle<'report'> =>
  pass({ before, index, salt }, { as: `pass-${String(index)}` });

export const chain = definePipeline({
  name: 'chain',
  params: z.strictObject({ stages: z.int().positive(), salt: z.string() }),
  build({ stages, salt }) {
    let last = passAs([], { index: 0, salt });
    for (let index = 1; index < stages; index++) last = passAs([last], { index, salt });
    return { last };
  },
});

export const fan = definePipeline({
  name: 'fan',
  params: z.strictObject({ width: z.int().positive(), salt: z.string() }),
  build({ width, salt }) {
    const first = passAs([], { index: 0, salt });
    const middle = Array.from({ length: width }, (_, index) => passAs([first], { index: index + 1, salt }));
    return { last: passAs(middle, { index: width + 1, salt }) };
  },
});

/** A mapped stage whose items do nothing. */
export const many = definePipeline({
  name: 'many',
  params: z.strictObject({ items: z.int().positive(), salt: z.string() }),
  build({ items, salt }) {
    const indices = Array.from({ length: items }, (_, index) => index);
    return { all: map(pass, { before: [], index: each(indices), salt }).after };
  },
});

/** Its last stage fails when it is told to, without another try. */
const stumbling = defineStage({
  name: 'stumbling',
  version: 1,
  inputs: { before: 'report' },
  outputs: { after: 'report' },
  params: z.strictObject({ falls: z.boolean() }),
  work: 'light',
  run(_inputs, { falls }) {
    if (falls) throw new Error('told to fail');
    return { after: {} };
  },
});

export const stumble = definePipeline({
  name: 'stumble',
  params: z.strictObject({ stages: z.int().min(2), salt: z.string(), falls: z.boolean() }),
  build({ stages, salt, falls }) {
    let before = passAs([], { index: 0, salt });
    for (let index = 1; index < stages - 1; index++) before = passAs([before], { index, salt });
    return { last: stumbling({ before, falls }, { as: 'last', retry: { attempts: 1 } }) };
  },
});

const napping = defineStage({
  name: 'napping',
  version: 1,
  inputs: {},
  outputs: { after: 'report' },
  params: z.strictObject({ ms: z.int(), salt: z.string() }),
  async run(_inputs, { ms, salt }) {
    await new Promise((wake) => setTimeout(wake, ms));
    return { after: { salt } };
  },
});

/** One stage of some length. */
export const nap = definePipeline({
  name: 'nap',
  params: z.strictObject({ ms: z.int().default(0), salt: z.string().default('') }),
  build: ({ ms, salt }) => ({ last: napping({ ms, salt }, { as: 'nap' }) }),
});
