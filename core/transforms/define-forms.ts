import { z } from 'zod';
import type { Form, Transform } from './define-transform.js';

interface Forms<Key extends string, Options extends Readonly<Record<Key, string>>> {
  readonly name: string;
  readonly version: number;
  readonly takes: Transform['takes'];
  /** The option that tells the forms apart. */
  readonly by: Key;
  readonly options: z.ZodType<Options>;
  readonly forms: Readonly<Record<Options[Key], Form>>;
}

/** A transform of several forms, told apart by one option. A record: a form that is not written does not compile. */
export function defineForms<Key extends string, Options extends Readonly<Record<Key, string>>>({
  name,
  version,
  takes,
  by,
  options,
  forms,
}: Forms<Key, Options>): Transform<Options> {
  const all = Object.values<Form>(forms);
  const formOf = (chosen: Options): Form => forms[chosen[by]];
  return {
    name,
    version,
    takes,
    accepts: [...new Set(all.flatMap(({ accepts }) => accepts))],
    options,
    learned: z.union(all.map(({ learned }) => learned)),
    usesTarget: (chosen) => formOf(chosen).usesTarget?.(chosen) ?? false,
    fit: (chosen, group, target) => formOf(chosen).fit(chosen, group, target),
    outputs: (group, fitted) => formOf(fitted.options).outputs(group, fitted),
    apply: (columns, fitted) => formOf(fitted.options).apply(columns, fitted),
    applyToTraining(columns, fitted, places) {
      const form = formOf(fitted.options);
      return form.applyToTraining?.(columns, fitted, places) ?? form.apply(columns, fitted);
    },
    toGraph: (inputs, fitted) => formOf(fitted.options).toGraph(inputs, fitted),
  };
}
