import { findPackage, owningPackage } from '../config/find-package.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';

type Environment = NonNullable<PlannedRun['environment']>;

let known: Promise<Environment> | undefined;

/** What this process computes with: it does not change while the process lives. */
export function readEnvironment(): Promise<Environment> {
  return (known ??= read());
}

async function read(): Promise<Environment> {
  const [leat, onnxruntime] = await Promise.all([owningPackage(import.meta.dirname), findPackage('onnxruntime-node', import.meta.dirname)]);
  return {
    node: process.versions.node,
    leat: leat?.version ?? '',
    onnxruntime: onnxruntime?.version ?? '',
    platform: `${process.platform}-${process.arch}`,
  };
}
