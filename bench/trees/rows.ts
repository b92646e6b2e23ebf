import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../core/random.js';
import type { Sample } from '../../core/trainers/define-trainer.js';

export const FEATURES = 30;
const TEST_ROWS = 50_000;

/** Rows that both sides read from files: float32 features by row, and a byte for each class. */
export async function withRows<T>(
  { rows, seed }: { readonly rows: number; readonly seed: string },
  measure: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  try {
    await writeRows(join(folder, 'train'), { rows, random: new Random(`${seed}/train`) });
    await writeRows(join(folder, 'test'), { rows: TEST_ROWS, random: new Random(`${seed}/test`) });
    return await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two classes by twelve of thirty normal features: thresholds, products, waves and sums, with noise. */
async function writeRows(path: string, { rows, random }: { rows: number; random: Random }): Promise<void> {
  const data = new Float32Array(rows * FEATURES);
  const classes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * FEATURES, (row + 1) * FEATURES);
    for (let feature = 0; feature < FEATURES; feature++) values[feature] = normal(random);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, ...rest] = values;
    const linear = rest.slice(0, 5).reduce((sum, value) => sum + value, 0);
    const logit = 1.2 * a + b * c + Math.sin(2 * d) + (e > 0.5 ? 0.8 * f : 0) + 0.5 * g * g - 0.5 + 0.2 * linear;
    classes[row] = Number(random.next() < 1 / (1 + Math.exp(-1.5 * logit)));
  }
  await writeFile(`${path}.features`, data);
  await writeFile(`${path}.classes`, classes);
}

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

export async function readRows(path: string): Promise<Sample> {
  const bytes = await readFile(`${path}.features`);
  const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const target = Float64Array.from(await readFile(`${path}.classes`));
  const names = Array.from({ length: FEATURES }, (_, index) => `feature${String(index)}`);
  return { features: { rows: target.length, names, data }, target, classes: 2 };
}
