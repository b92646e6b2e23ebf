import { z } from 'zod';
import { LeatError } from '../errors.js';
import type { Task } from '../model/signature.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { add, mul, scalar32 } from '../onnx/operators.js';
import { parseParams } from '../pipeline/parse-params.js';
import { requireFinite } from '../transforms/apply-recipe.js';
import { chooser } from './choose-trainer.js';
import { classWeights, weighClasses } from './class-weights.js';
import { defineTrainer, noCheckpoint, type TrainerDefinition } from './define-trainer.js';

interface Member {
  readonly trainer: TrainerChoice;
  readonly weight: number;
}

interface EnsembleParameters {
  readonly members: readonly { readonly name: string; readonly share: number; readonly parameters: unknown }[];
}

const hyperparameters = z.strictObject({
  members: z
    .array(
      z.strictObject({
        trainer: z.strictObject({ name: z.string(), hyperparameters: z.record(z.string(), z.unknown()).default({}) }),
        weight: z.number().positive().default(1).describe('against the weights of the others'),
      }),
    )
    .min(1)
    .describe('what is joined: the weighted mean of what they say'),
});

/**
 * The weighted mean of several trainers on the same features, in one graph.
 *
 * @param trainers - By name, what members may be.
 */
export function ensembleOf(
  trainers: Readonly<Record<string, TrainerDefinition>>,
): TrainerDefinition<{ readonly members: readonly Member[] }, EnsembleParameters> {
  const memberOf = (name: string): TrainerDefinition => {
    const trainer = Object.hasOwn(trainers, name) ? trainers[name] : undefined;
    if (trainer !== undefined) return trainer;
    const known = Object.keys(trainers).join(', ');
    throw new LeatError('TRAINER_UNKNOWN', `ensemble: expected members of ${known}, got "${name}"`, { details: { trainer: name } });
  };
  return defineTrainer<{ readonly members: readonly Member[] }, EnsembleParameters>({
    name: 'ensemble',
    version: 1,
    tasks: ['classification', 'regression'],
    acceptsMissing: true, // as far as its members do, see train
    hyperparameters,
    parts: ({ members }) => members.map(({ trainer }) => trainer),
    async train(sample, { members }, tools) {
      const total = members.reduce((sum, { weight }) => sum + weight, 0);
      const trained = [];
      for (const [index, { trainer: choice, weight }] of members.entries()) {
        const trainer = memberOf(choice.name);
        requireMemberTask(trainer, sample.classes > 0 ? 'classification' : 'regression');
        if (trainer.acceptsMissing !== true) requireFinite(sample.features, tools.signal);
        const checked = parseParams(trainer.hyperparameters, choice.hyperparameters, `ensemble, trainer "${choice.name}"`);
        const weighted = weighClasses(sample, classWeights.parse(choice.hyperparameters['classWeights']));
        const { parameters } = await trainer.train(weighted, checked, {
          ...tools,
          random: tools.random.fork(`member-${String(index)}`),
          progress: (fraction) => {
            tools.progress((index + fraction) / members.length);
          },
          checkpoint: noCheckpoint,
        });
        trained.push({ name: choice.name, share: weight / total, parameters });
      }
      return { parameters: { members: trained }, notes: { members: members.length } };
    },
    predict(features, { members }, shape) {
      const sum = new Float64Array(features.rows * Math.max(1, shape.classes));
      for (const { name, share, parameters } of members) {
        memberOf(name)
          .predict(features, parameters, shape)
          .forEach((value, index) => {
            sum[index] = (sum[index] ?? 0) + share * value;
          });
      }
      return sum;
    },
    toGraph: (features, { members }, shape) =>
      members.map(({ name, share, parameters }) => mul(memberOf(name).toGraph(features, parameters, shape), scalar32(share))).reduce(add),
  });
}

function requireMemberTask({ name, tasks }: TrainerDefinition, task: Task): void {
  if (tasks.includes(task)) return;
  throw new LeatError('TRAINER_TASK', `ensemble: expected members for ${task}, got "${name}" for ${tasks.join(' or ')}`, {
    details: { trainer: name },
  });
}

/**
 * Chooses the weighted mean of several trainers: `ensemble({ members: [{ trainer: logistic() }, { trainer: mlp(), weight: 2 }] })`.
 * Of probabilities [rows, classes], or of values [rows, 1]; missing values may come where all members take them.
 *
 * @throws LeatError `PARAMETER_INVALID` as each member's own; in training `TRAINER_UNKNOWN` for a member that is none, and
 * `TRAINER_TASK` for one of another task.
 * @see Caruana et al., Ensemble Selection from Libraries of Models (2004), for how `tune` picks members.
 */
export const ensemble = chooser({ name: 'ensemble', hyperparameters });
