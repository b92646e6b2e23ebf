import type { FittedRecipe } from './fitted-recipe.js';

/** For each feature the raw column that alone it is made of; its own name where there are several. */
export function sourcesOf({ inputs, operations, features }: FittedRecipe): readonly string[] {
  const sources = new Map(inputs.map(({ name }) => [name, new Set([name])]));
  for (const { inputs: read, outputs } of operations) {
    const union = new Set(read.flatMap(({ name }) => [...(sources.get(name) ?? [name])]));
    for (const { name } of outputs) sources.set(name, union);
  }
  return features.map((feature) => {
    const [only = feature, ...others] = sources.get(feature) ?? [];
    return others.length === 0 ? only : feature;
  });
}
