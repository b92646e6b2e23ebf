import { relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'leat-in';

/**
 * Tells each stage of a bundle which module declares it. Every module that imports `leat` gets a small
 * module of its own in its place, whose `defineStage` adds the importer's path to the declaration.
 */
export const declaringModules: Plugin = {
  name: 'declaring-modules',
  setup(build) {
    const root = build.initialOptions.absWorkingDir ?? process.cwd();
    build.onResolve({ filter: /^leat$/ }, ({ importer, namespace }) =>
      namespace === NAMESPACE
        ? { path: 'leat', external: true }
        : { path: relative(root, importer).split(sep).join('/'), namespace: NAMESPACE, sideEffects: false },
    );
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({ contents: leatSeenFrom(path) }));
  },
};

/** Whether an input of the bundle is such a stand-in, not a file. */
export function isStandIn(input: string): boolean {
  return input.startsWith(`${NAMESPACE}:`);
}

/** The module that a stand-in was made for. */
export function importerOf(standIn: string): string {
  return standIn.slice(NAMESPACE.length + 1);
}

function leatSeenFrom(module: string): string {
  return `
    export * from 'leat';
    import { defineStage as define } from 'leat';
    export const defineStage = (declaration) => define({ ...declaration, module: ${JSON.stringify(module)} });
  `;
}
