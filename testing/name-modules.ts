import type { Pipeline } from '../core/pipeline/define-pipeline.js';
import type { StageUse } from '../core/pipeline/define-stage.js';
import type { Handle } from '../core/pipeline/handle.js';
import { isHandle } from '../core/pipeline/handle.js';

/** Stands for the module of every stage that is declared by the test, or by what it imports. */
const MODULE = 'test';

/**
 * The pipeline with a module for each of its own stages, as the bundler writes it for a worker: by that the engine
 * knows that a stage's code is to be taken from the pipeline.
 */
export function nameModules(pipeline: Pipeline): Pipeline {
  return {
    ...pipeline,
    build(params) {
      const named = new Map<StageUse, StageUse>();
      const handles = Object.entries(pipeline.build(params)).map(([name, handle]) => [name, nameHandle(handle, named)] as const);
      return Object.fromEntries(handles);
    },
  };
}

function nameHandle(handle: Handle, named: Map<StageUse, StageUse>): Handle {
  // What is no handle is refused where the plan is made.
  return isHandle(handle) ? { ...handle, use: nameUse(handle.use, named) } : handle;
}

/** Each use once: that two handles are of one stage is told by its identity. */
function nameUse(use: StageUse, named: Map<StageUse, StageUse>): StageUse {
  const known = named.get(use);
  if (known !== undefined) return known;
  const { declaration, inputs, options } = use;
  const nameAll = (given: Handle | readonly Handle[]): Handle | readonly Handle[] =>
    isHandle(given) ? nameHandle(given, named) : given.map((one) => nameHandle(one, named));
  const again: StageUse = {
    ...use,
    declaration: declaration.run === undefined ? declaration : { ...declaration, module: MODULE },
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, given]) => [name, nameAll(given)])),
    options: options.after === undefined ? options : { ...options, after: options.after.map((one) => nameHandle(one, named)) },
  };
  named.set(use, again);
  return again;
}
