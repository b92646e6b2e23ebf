import { parseArgs } from 'node:util';
import type { Bench, BenchLine } from './bench.js';
import { batchBench } from './batch.js';
import { cancelBench } from './cancel.js';
import { costBench } from './cost.js';
import { engineBench } from './engine.js';
import { forestBench } from './forest.js';
import { ingestBench } from './ingest.js';
import { linearBench } from './linear.js';
import { mlpBench } from './mlp.js';
import { qualityBench } from './quality.js';
import { recipeBench } from './recipe.js';
import { servingBench } from './serving.js';
import { treesBench } from './trees.js';
import { tuneBench } from './tune.js';

/** Every bench by its name: `npm run bench -- NAME [CASE]… [--json]`; without a case, all of them. */
const benches: Readonly<Record<string, Bench>> = {
  batch: batchBench,
  cancel: cancelBench,
  cost: costBench,
  engine: engineBench,
  forest: forestBench,
  ingest: ingestBench,
  linear: linearBench,
  mlp: mlpBench,
  quality: qualityBench,
  recipe: recipeBench,
  serving: servingBench,
  trees: treesBench,
  tune: tuneBench,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
const [name = '', ...chosen] = positionals;
const bench = benches[name] ?? refuse(`expected one of the benches ${Object.keys(benches).join(', ')}, got "${name}"`);
const unknown = chosen.find((one) => !bench.cases.includes(one));
if (unknown !== undefined) refuse(`bench "${name}": expected cases of ${bench.cases.join(', ')}, got "${unknown}"`);
const cases = chosen.length === 0 ? bench.cases : bench.cases.filter((one) => chosen.includes(one));
await bench.run(cases, values.json ? printJson : printRow);

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function printJson(line: BenchLine): void {
  console.log(JSON.stringify(line));
}

/** A row as soon as it is measured: a bench may take minutes. */
function printRow({ bench, case: name, figure, value, unit, min, max, runs, peer }: BenchLine): void {
  const spread = runs === undefined ? '' : `${String(min)} to ${String(max)} in ${String(runs)} runs`;
  console.log(
    [bench.padEnd(9), name.padEnd(14), figure.padEnd(14), `${String(value)} ${unit}`.padStart(14), '  ', spread.padEnd(30), peer ?? '']
      .join(' ')
      .trimEnd(),
  );
}
