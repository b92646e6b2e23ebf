import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../core/random.js';

const COLUMNS = 30;
const FACTORS = 5;

/**
 * Rows of 30 columns that five hidden factors explain in the main, of scales from 0.3 to 3, and a class that depends on
 * them: files for programs of any language. `features` float32 [rows, 30], `target` float32 [rows] of 0 and 1.
 */
export async function withCorrelatedRows(rows: number, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  try {
    const { features, target } = drawRows(rows);
    await writeFile(join(folder, 'features'), features);
    await writeFile(join(folder, 'target'), target);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function drawRows(rows: number): { features: Float32Array; target: Float32Array } {
  const random = new Random('bench');
  const normal = (): number => (random.next() + random.next() + random.next() + random.next() - 2) * Math.sqrt(3);
  const mix = Float64Array.from({ length: FACTORS * COLUMNS }, normal);
  const scales = Float64Array.from({ length: COLUMNS }, () => 10 ** (random.next() - 0.5));
  const slopes = Float64Array.from({ length: COLUMNS }, () => normal() / 4);
  const features = new Float32Array(rows * COLUMNS);
  const target = new Float32Array(rows);
  const factors = new Float64Array(FACTORS);
  for (let row = 0; row < rows; row++) {
    factors.forEach((_, factor) => (factors[factor] = normal()));
    let logit = -0.3;
    for (let column = 0; column < COLUMNS; column++) {
      let value = normal() / 2;
      for (let factor = 0; factor < FACTORS; factor++) value += (factors[factor] ?? 0) * (mix[factor * COLUMNS + column] ?? 0);
      features[row * COLUMNS + column] = value * (scales[column] ?? 1);
      logit += value * (slopes[column] ?? 0);
    }
    target[row] = Number(random.next() < 1 / (1 + Math.exp(-logit)));
  }
  return { features, target };
}
