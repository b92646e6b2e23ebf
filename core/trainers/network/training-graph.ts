import { encodeModel } from '../../onnx/encode-model.js';
import { graphInput, type GraphNode } from '../../onnx/graph.js';
import { loop } from '../../onnx/loop.js';
import { cast, div, gather, mul, reduceSum, reshape, scalar32, sizeOfAxis, sub } from '../../onnx/operators.js';
import { lossNodes, outputsOf, targetType } from '../loss-nodes.js';
import { adamStep } from './adam.js';
import { gradientOf } from './gradient.js';
import { forward, layersOf, sizeOf, type Activation, type Widths } from './layers.js';

export interface TrainingGraphOptions {
  readonly widths: Widths;
  readonly activation: Activation;
  readonly classes: number;
  /** Penalty on half the squared weights, against the summed loss of a batch. */
  readonly l2: number;
  readonly dropout: number;
  readonly hasWeights: boolean;
}

/**
 * Some steps of Adam as one graph, a turn of its loop for each.
 *
 * Inputs beside the rows: `order` int32 [steps, batch], `rates` [steps], `mask…` bool [steps, batch, units] for
 * each hidden layer if there is dropout, and the state: `parameters`, `firstMoment`, `secondMoment`. It gives
 * the state after the steps, `newParameters` and so on, and `loss`, the sum of what the rows lost in their steps.
 */
export function trainingGraph(options: TrainingGraphOptions): Uint8Array {
  const { widths, activation, dropout, classes } = options;
  const rows = rowInputs(options);
  const order = graphInput('order', 'int32', ['steps', 'batch']);
  const rates = graphInput('rates', 'float32', ['steps']);
  const state = ['parameters', 'firstMoment', 'secondMoment'].map((name) => graphInput(name, 'float32', [sizeOf(widths)]));
  const hidden = dropout === 0 ? [] : widths.slice(1, -1);
  const masks = hidden.map((units, index) => graphInput(`mask${String(index)}`, 'bool', ['steps', 'batch', units]));

  const { carried, collected } = loop({
    name: 'step',
    times: sizeOfAxis(order, 0),
    start: state,
    body: (turn, [parameters = missing(), first = missing(), second = missing()]) => {
      const batch = batchOf(rows, gather(order, turn));
      const layers = layersOf(parameters, widths);
      const kept = masks.map((mask) => mul(cast(gather(mask, turn), 'float32'), scalar32(1 / (1 - dropout))));
      const through = forward(batch.input, layers, { activation, masks: kept });
      const { residuals } = lossNodes(through.scores, batch.target, { classes });
      const gradient = gradientOf({ ...batch, parameters, layers, through, residuals }, options);
      return { carried: adamStep([parameters, first, second], { gradient, rate: gather(rates, turn) }), collected: [through.scores] };
    },
  });

  const [scores = missing()] = collected;
  const [newParameters = missing(), newFirstMoment = missing(), newSecondMoment = missing()] = carried;
  const seen = batchOf(rows, reshape(order, [-1]));
  const loss = summedLoss(reshape(scores, [-1, outputsOf(classes)]), { ...seen, classes });
  return encodeModel({
    inputs: [...Object.values(rows), order, rates, ...masks, ...state],
    outputs: { newParameters, newFirstMoment, newSecondMoment, loss },
  });
}

/** The summed loss of rows, and nothing learned: takes the rows and `parameters`. */
export function validationGraph(options: TrainingGraphOptions): Uint8Array {
  const { widths, classes } = options;
  const rows = rowInputs(options);
  const order = graphInput('order', 'int32', ['batch']);
  const parameters = graphInput('parameters', 'float32', [sizeOf(widths)]);
  const batch = batchOf(rows, order);
  const { scores } = forward(batch.input, layersOf(parameters, widths), options);
  return encodeModel({
    inputs: [...Object.values(rows), order, parameters],
    outputs: { loss: summedLoss(scores, { ...batch, classes }) },
  });
}

interface RowInputs {
  readonly features: GraphNode;
  readonly target: GraphNode;
  readonly means: GraphNode;
  readonly deviations: GraphNode;
  readonly weights?: GraphNode;
}

/** All rows there are: a step picks its own. */
function rowInputs({ widths, classes, hasWeights }: TrainingGraphOptions): RowInputs & Record<string, GraphNode> {
  const width = widths[0] ?? 0;
  return {
    features: graphInput('features', 'float32', ['rows', width]),
    target: graphInput('target', targetType(classes), ['rows', 1]),
    means: graphInput('means', 'float32', [width]),
    deviations: graphInput('deviations', 'float32', [width]),
    ...(hasWeights && { weights: graphInput('weights', 'float32', ['rows', 1]) }),
  };
}

interface Batch {
  /** Standardised features. */
  readonly input: GraphNode;
  readonly target: GraphNode;
  readonly weights: GraphNode | undefined;
  /** Of the weights; the number of rows where there are none. */
  readonly totalWeight: GraphNode;
}

function batchOf({ features, target, means, deviations, weights }: RowInputs, indices: GraphNode): Batch {
  const picked = weights && gather(weights, indices);
  return {
    input: div(sub(gather(features, indices), means), deviations),
    target: gather(target, indices),
    weights: picked,
    totalWeight:
      picked === undefined ? cast(sizeOfAxis(indices, 0), 'float32') : reduceSum(picked, { axes: [0, 1], keepDimensions: false }),
  };
}

/** In doubles: a hundred thousand float32 terms would swallow each other. */
function summedLoss(scores: GraphNode, { target, weights, classes }: Pick<Batch, 'target' | 'weights'> & { classes: number }): GraphNode {
  const { terms } = lossNodes(scores, target, { classes });
  const weighted = weights === undefined ? terms : mul(terms, weights);
  return reduceSum(cast(weighted, 'float64'), { axes: [0, 1], keepDimensions: false });
}

function missing(): never {
  throw new Error('invariant: a loop carries the three lists of the state, and collects the scores');
}
