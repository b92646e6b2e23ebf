import { LeatError } from '../../errors.js';
import type { GraphSession, Tensor } from '../../onnx/graph-runner.js';
import type { Sample, TrainedParameters, TrainerTools } from '../define-trainer.js';
import { outputsOf } from '../loss-nodes.js';
import { numericOutput } from '../numeric-output.js';
import { rateOf } from './adam.js';
import { BatchOrder, type Batches } from './batch-order.js';
import { dropoutMasks } from './dropout-masks.js';
import { glorotStart } from './glorot-start.js';
import { sizeOf, type Activation, type Widths } from './layers.js';
import type { Network } from './network.js';
import { NetworkRows } from './network-rows.js';
import { scheduleFactor, type Schedule } from './schedule.js';
import { trainingGraph, validationGraph } from './training-graph.js';
import { decodeState, encodeState, type TrainingState } from './training-state.js';

export interface NetworkOptions {
  readonly hiddenLayerSizes: readonly number[];
  readonly activation: Activation;
  readonly l2: number;
  readonly dropout: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly maxEpochs: number;
  readonly tolerance: number;
  readonly patience: number;
  readonly earlyStopping: boolean;
  readonly validationFraction: number;
}

/** Multiplications that ONNX Runtime does in about 20 ms: it cannot be cancelled before they are done. */
const WORK_OF_CALL = 4e8;

/** What the operators of a step cost beside their multiplications, in such. */
const WORK_OF_STEP = 4e6;

/** Each is held a dozen times: in the graph, with its moments, before and after a step. */
const MOST_PARAMETERS = 50_000_000;

/** Trains a network until its loss gets no better, or for all its epochs. @throws LeatError `PARAMETER_INVALID` or `CANCELLED`. */
export async function trainNetwork(sample: Sample, options: NetworkOptions, tools: TrainerTools): Promise<TrainedParameters<Network>> {
  const widths = [sample.features.names.length, ...options.hiddenLayerSizes, outputsOf(sample.classes)];
  requireMemory(widths);
  const graph = { ...options, widths, classes: sample.classes, hasWeights: sample.weights !== undefined };
  const steps = await tools.graphs.open(trainingGraph(graph));
  const validation = options.earlyStopping ? await tools.graphs.open(validationGraph(graph)) : undefined;
  try {
    return await new NetworkTraining({ sample, options, tools, widths, steps, validation }).run();
  } finally {
    await steps.close();
    await validation?.close();
  }
}

function requireMemory(widths: Widths): void {
  const received = sizeOf(widths);
  if (received <= MOST_PARAMETERS) return;
  const message = `trainer "mlp": expected at most ${String(MOST_PARAMETERS)} weights, got ${String(received)} of layers ${widths.join(' → ')}`;
  throw new LeatError('PARAMETER_INVALID', message, { details: { field: 'hiddenLayerSizes', received } });
}

interface TrainingParts {
  readonly sample: Sample;
  readonly options: NetworkOptions;
  readonly tools: TrainerTools;
  readonly widths: Widths;
  readonly steps: GraphSession;
  /** Where rows are kept apart. */
  readonly validation: GraphSession | undefined;
}

class NetworkTraining {
  readonly #parts: TrainingParts;
  readonly #rows: NetworkRows;
  readonly #order: BatchOrder;

  constructor(parts: TrainingParts) {
    const { sample, options, tools, widths } = parts;
    const { batchSize, earlyStopping, validationFraction } = options;
    this.#parts = parts;
    this.#rows = new NetworkRows(sample, {
      apart: earlyStopping ? validationFraction : 0,
      random: tools.random.fork('validation'),
      signal: tools.signal,
    });
    this.#order = new BatchOrder(this.#rows.training, {
      size: batchSize,
      mostBatches: Math.ceil(WORK_OF_CALL / (WORK_OF_STEP + 3 * batchSize * sizeOf(widths))), // forward, and two products back
      random: tools.random.fork('order'),
    });
  }

  async run(): Promise<TrainedParameters<Network>> {
    const { options, tools, widths } = this.#parts;
    let state = decodeState(tools.checkpoint.kept, sizeOf(widths)) ?? this.#start();
    while (state.epoch < options.maxEpochs && state.stale < options.patience) {
      tools.signal.throwIfCancelled();
      const next = await this.#advance(state);
      tools.progress((next.epoch + next.batch / this.#order.batches) / options.maxEpochs);
      tools.checkpoint.keep(() => encodeState(next));
      state = next;
    }
    const learned = options.earlyStopping ? state.bestParameters : state.parameters;
    const converged = state.stale >= options.patience;
    return {
      parameters: { widths, activation: options.activation, values: Array.from(learned), ...this.#rows.scale },
      notes: { epochs: state.epoch, loss: state.best, converged },
    };
  }

  #start(): TrainingState {
    const { widths, tools } = this.#parts;
    const parameters = glorotStart(widths, tools.random.fork('start'));
    const zeros = new Float32Array(parameters.length);
    return {
      ...{ epoch: 0, batch: 0, step: 0, loss: 0, best: Infinity, stale: 0 },
      ...{ parameters, firstMoment: zeros, secondMoment: zeros, bestParameters: parameters },
    };
  }

  /** As many batches as one call takes; after the last one of the epoch, its judgement. */
  async #advance(state: TrainingState): Promise<TrainingState> {
    const { steps } = this.#parts;
    const batches = this.#order.take(state.epoch, state.batch);
    const { parameters, firstMoment, secondMoment } = state;
    const outputs = await steps.run({
      ...this.#rows.tensors,
      ...this.#masks(state, batches),
      order: batches.order,
      rates: this.#rates(state, batches.count),
      parameters: vectorOf(parameters),
      firstMoment: vectorOf(firstMoment),
      secondMoment: vectorOf(secondMoment),
    });
    const after: TrainingState = {
      ...state,
      batch: state.batch + batches.count,
      step: state.step + batches.count,
      loss: state.loss + (numericOutput(outputs, 'loss')[0] ?? NaN),
      parameters: floatsOf(outputs, 'newParameters'),
      firstMoment: floatsOf(outputs, 'newFirstMoment'),
      secondMoment: floatsOf(outputs, 'newSecondMoment'),
    };
    return after.batch < this.#order.batches ? after : this.#judge(after);
  }

  /** Ends an epoch: was it better than the best so far? */
  async #judge(state: TrainingState): Promise<TrainingState> {
    const { options, validation } = this.#parts;
    const score = validation ? await this.#validationLoss(validation, state.parameters) : state.loss / this.#rows.trainingWeight;
    const isBest = score < state.best;
    return {
      ...state,
      ...{ epoch: state.epoch + 1, batch: 0, loss: 0 },
      stale: score < state.best - options.tolerance ? 0 : state.stale + 1,
      best: isBest ? score : state.best,
      bestParameters: isBest ? state.parameters : state.bestParameters,
    };
  }

  async #validationLoss(validation: GraphSession, parameters: Float32Array): Promise<number> {
    const { tools } = this.#parts;
    let sum = 0;
    for (const order of this.#rows.validationChunks()) {
      tools.signal.throwIfCancelled();
      const outputs = await validation.run({ ...this.#rows.tensors, order, parameters: vectorOf(parameters) });
      sum += numericOutput(outputs, 'loss')[0] ?? NaN;
    }
    return sum / this.#rows.validationWeight;
  }

  #rates({ step }: TrainingState, count: number): Tensor {
    const { learningRate, schedule, maxEpochs } = this.#parts.options;
    const allSteps = maxEpochs * this.#order.batches;
    const data = Float32Array.from({ length: count }, (_, index) => {
      const taken = step + index;
      return rateOf(learningRate * scheduleFactor[schedule](taken / allSteps), taken + 1);
    });
    return vectorOf(data);
  }

  #masks({ step }: TrainingState, batches: Batches): Record<string, Tensor> {
    const { options, tools } = this.#parts;
    const random = tools.random.fork(`dropout/${String(step)}`);
    return dropoutMasks(options.hiddenLayerSizes, { dropout: options.dropout, batches, random });
  }
}

function vectorOf(data: Float32Array): Tensor {
  return { type: 'float32', shape: [data.length], data };
}

function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = numericOutput(outputs, name);
  if (data instanceof Float32Array) return data;
  throw new Error(`invariant: the training graph gives "${name}" in float32`);
}
