import type { Candidate } from '../model/candidate.js';
import type { Deployment, Evaluation, RegisteredVersion } from '../model/evaluation.js';
import type { Extractor } from '../model/extractor.js';
import type { ModelContent, ModelReader } from '../model/model-card.js';
import type { TableReader, TableWriter } from '../table/table-reader.js';
import type { Table } from '../table/table.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';

/**
 * What can be wired from stage to stage. Four things are stored: tables, fitted transforms, models
 * and reports; the last six kinds are reports whose form the compiler tells apart.
 */
export interface Kinds {
  table: { read: TableReader; written: Table | AsyncIterable<Table> | TableWriter };
  transform: { read: FittedRecipe; written: FittedRecipe };
  model: { read: ModelReader; written: ModelContent };
  extractor: { read: Extractor; written: Extractor };
  candidate: { read: Candidate; written: Candidate };
  evaluation: { read: Evaluation; written: Evaluation };
  version: { read: RegisteredVersion; written: RegisteredVersion };
  deployment: { read: Deployment; written: Deployment };
  report: { read: unknown; written: unknown };
}

/** What may travel between stages: "table", "model", "report" and the like. */
export type Kind = keyof Kinds;

/** A record, so that a new kind does not compile until it is named here; its value: how it is stored. */
export const kinds: Readonly<Record<Kind, 'table' | 'model' | 'document'>> = {
  table: 'table',
  transform: 'document',
  model: 'model',
  extractor: 'document',
  candidate: 'document',
  evaluation: 'document',
  version: 'document',
  deployment: 'document',
  report: 'document',
};

/** What a stage that is run over items makes: an artifact that lists those of its items. */
export type ListKind = `${Kind}[]`;

/** How an input is declared: one artifact, an optional one (`table?`), or a list (`table[]`). */
export type InputKind = Kind | `${Kind}?` | `${Kind}[]`;

/** What a stage's code gets for a declared input. */
export type InputValue<K extends InputKind> = K extends `${infer B extends Kind}[]`
  ? readonly Kinds[B]['read'][]
  : K extends `${infer B extends Kind}?`
    ? Kinds[B]['read'] | undefined
    : K extends Kind
      ? Kinds[K]['read']
      : never;

/** What a stage's code returns for a declared output. */
export type OutputValue<K extends Kind> = Kinds[K]['written'];

export type InputValues<I extends Readonly<Record<string, InputKind>>> = { readonly [N in keyof I]: InputValue<I[N]> };
export type OutputValues<O extends Readonly<Record<string, Kind>>> = { readonly [N in keyof O]: OutputValue<O[N]> };

/** The parts of a declared input: which kind, how many. */
export function parseInputKind(declared: InputKind): { kind: Kind; many: boolean; optional: boolean } {
  const many = declared.endsWith('[]');
  const optional = declared.endsWith('?');
  const kind = declared.replace(/\[\]$|\?$/, '');
  // The template type admits nothing else.
  return { kind: kind as Kind, many, optional };
}

/** Which kind the items of a list have; a kind that is no list is its own. */
export function kindOfItem(kind: Kind | ListKind): Kind {
  return kind.replace(/\[\]$/, '') as Kind; // the template type admits nothing else
}

export function isListKind(kind: Kind | ListKind): kind is ListKind {
  return kind.endsWith('[]');
}
