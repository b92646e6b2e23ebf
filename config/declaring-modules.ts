import { relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';
import type { StageDeclaration } from '../core/pipeline/define-stage.js';

const NAMESPACE = 'leat-in';
/** What a bundle exports beside what its file does. */
const STAGES = 'leatStages';

/**
 * Tells each stage of a bundle which module declares it. Every module that imports `leat` gets a small
 * module of its own in its place, whose `defineStage` adds the importer's path to the declaration, and the
 * declaration to a list that the bundle exports.
 */
export const declaringModules: Plugin = {
  name: 'declaring-modules',
  setup(build) {
    const root = build.initialOptions.absWorkingDir ?? process.cwd();
    build.initialOptions.banner = { js: `const ${STAGES} = [];` };
    build.initialOptions.footer = { js: `export { ${STAGES} };` };
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

/** Every stage that a bundle's modules declare, whether its file exports it or not. */
export function stagesDeclaredIn(bundle: Readonly<Record<string, unknown>>): readonly StageDeclaration[] {
  return (bundle[STAGES] ?? []) as readonly StageDeclaration[]; // filled by the stand-ins below
}

function leatSeenFrom(module: string): string {
  return `
    export * from 'leat';
    import { defineStage as define } from 'leat';
    export const defineStage = (declaration) => {
      const stage = define({ ...declaration, module: ${JSON.stringify(module)} });
      ${STAGES}.push(stage.declaration);
      return stage;
    };
  `;
}
