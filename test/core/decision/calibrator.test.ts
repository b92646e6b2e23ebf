import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrate, calibratorGraph, fitCalibrator, type Calibrator } from '../../../core/decision/calibrator.js';
import { applyIsotonic, fitIsotonic } from '../../../core/decision/isotonic-calibration.js';
import { applySigmoid, fitSigmoid } from '../../../core/decision/sigmoid-calibration.js';
import { encodeModel } from '../../../core/onnx/encode-model.js';
import { graphInput } from '../../../core/onnx/graph.js';
import { Random } from '../../../core/random.js';
import { createGraphRunner } from '../../../inference/graph-runner.js';

/** Digits: scikit-learn stops its search for the sigmoid at a gradient of 1e-4 or so; the other is exact. */
const ITERATIVE = 4;
const EXACT = 10;

interface Golden {
  readonly reference: string;
  readonly cases: Readonly<
    Record<string, { scores: number[]; isClass: number[]; weights?: number[]; asked: number[]; isotonic: number[]; sigmoid: number[] }>
  >;
}

// Written by golden/make-golden.py.
const golden = JSON.parse(readFileSync('test/core/decision/golden/calibration.json', 'utf8')) as Golden;

describe(`agrees with ${golden.reference}`, () => {
  for (const [title, { scores, isClass, weights, asked, isotonic, sigmoid }] of Object.entries(golden.cases)) {
    const rows = { scores: Float64Array.from(scores), isClass: Uint8Array.from(isClass), weights: weights && Float64Array.from(weights) };

    test(`on ${title}, isotonic`, () => {
      const curve = fitIsotonic(rows);
      asked.forEach((score, index) => {
        expect(applyIsotonic(curve, score)).toBeCloseTo(isotonic[index] ?? NaN, EXACT);
      });
    });

    test(`on ${title}, sigmoid`, () => {
      const curve = fitSigmoid(rows);
      asked.forEach((score, index) => {
        expect(applySigmoid(curve, score)).toBeCloseTo(sigmoid[index] ?? NaN, ITERATIVE);
      });
    });
  }
});

function outcomeOf(classes: number) {
  const random = new Random(`calibration-${String(classes)}`);
  const rows = 500;
  const probabilities = new Float32Array(rows * classes);
  const actual = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const shares = Array.from({ length: classes }, () => random.next() ** 3);
    const sum = shares.reduce((total, share) => total + share, 0);
    probabilities.set(
      shares.map((share) => share / sum),
      row * classes,
    );
    actual[row] = random.next() < 0.7 ? shares.indexOf(Math.max(...shares)) : random.below(classes);
  }
  return { classes, actual, predicted: actual, probabilities };
}

/** float32 of a float64 result: the last bit may be rounded the other way. */
const ROUNDED = 1e-6;

async function runGraph(calibrator: Calibrator, probabilities: Float32Array, classes: number): Promise<Float32Array> {
  const input = graphInput('probabilities', 'float32', ['rows', classes]);
  const session = await createGraphRunner().open(
    encodeModel({ inputs: [input], outputs: { calibrated: calibratorGraph(calibrator, input) } }),
  );
  const feeds = { probabilities: { type: 'float32', shape: [probabilities.length / classes, classes], data: probabilities } } as const;
  const { calibrated } = await session.run(feeds);
  await session.close();
  return calibrated?.type === 'float32' ? calibrated.data : new Float32Array();
}

describe.each(['sigmoid', 'isotonic'] as const)('%s', (method) => {
  test.each([2, 4])('gives the same as a graph, of %d classes', async (classes) => {
    const outcome = outcomeOf(classes);
    const calibrator = JSON.parse(JSON.stringify(fitCalibrator(method, outcome))) as Calibrator; // survives being stored
    const extremes = Float32Array.from([1, ...new Array<number>(classes - 1).fill(0), 0, ...new Array<number>(classes - 1).fill(1)]);
    const asked = Float32Array.from([...outcome.probabilities, ...extremes]);
    const expected = calibrate(calibrator, asked, classes);
    const received = await runGraph(calibrator, asked, classes);
    expect(received).toHaveLength(expected.length);
    expect(received.findIndex((value, index) => !(Math.abs(value - (expected[index] ?? NaN)) <= ROUNDED))).toBe(-1);
  });

  test('brings the mean probability of a class to its share', () => {
    const outcome = outcomeOf(2);
    const calibrated = calibrate(fitCalibrator(method, outcome), outcome.probabilities, 2);
    const mean = calibrated.reduce((sum, value, index) => sum + (index % 2 === 1 ? value : 0), 0) / 500;
    const share = outcome.actual.reduce((sum, value) => sum + value, 0) / 500;
    expect(mean).toBeCloseTo(share, 2);
  });
});
