import type { TableProfile } from '../drift/profile.js';
import type { Signature } from './signature.js';

/** A feature that splits of trees look at. */
export interface SplitImportance {
  readonly feature: string;
  /** By how much its splits lower the loss of the training rows, twice and to second order as LightGBM counts it. */
  readonly gain: number;
  /** How many they are. */
  readonly splits: number;
}

/** What is known of a model beside its graph; stored with it, and short enough to read. */
export interface ModelCard {
  readonly signature: Signature;
  /** Digest of the ONNX file. */
  readonly graph: string;
  readonly trainer: { readonly name: string; readonly hyperparameters: Readonly<Record<string, unknown>> } | null;
  /** Figures of the training: iterations, cross-validation score, parity. */
  readonly notes: Readonly<Record<string, number | string | boolean>>;
  /** What the splits of trees lean on, the greatest gain first, at most 100 features; absent for models without splits. */
  readonly importance?: readonly SplitImportance[];
  /** What its author says of it, for people who think of using it: given when it is registered. */
  readonly about?: {
    /** Markdown. */
    readonly notes: string | null;
    /** An SPDX identifier, or any text. */
    readonly licence: string | null;
    /** Who imported it; absent for a model that a run has made. */
    readonly importedBy?: string;
  };
  /** Digest of what explanations are computed from (core/model/explainer.ts); absent where there are none. */
  readonly explainer?: string;
  /** Distribution of every raw column in the training rows, to measure drift against; null for imported models. */
  readonly profile: TableProfile | null;
  readonly provenance: {
    readonly trainedOn: string | null;
    /** Digest of the fitted recipe, which is stored; null where there is none. */
    readonly recipe: string | null;
    readonly seed: number | null;
    readonly versions: Readonly<Record<string, string>>;
  };
}

/** A stored model: what a stage gets when a model is wired to it. */
export interface ModelReader {
  readonly digest: string;
  readonly card: ModelCard;
  /** The ONNX file. */
  graph(): Promise<Uint8Array>;
  /** Null for a model without explanations. */
  explainer(): Promise<Uint8Array | null>;
}

/** A model that a stage returns. */
export interface ModelContent {
  readonly card: Omit<ModelCard, 'graph' | 'explainer'>;
  readonly graph: Uint8Array;
  readonly explainer?: Uint8Array | null;
}
