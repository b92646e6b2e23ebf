/** The import contract of docs/architecture.md. test/frame/boundaries.test.ts proves that every rule bites. */

/** Layers, and with them folders that do not know each other: what a folder may import beside itself. */
const mayImport = {
  core: [],
  stores: ['core'],
  net: ['core'],
  sources: ['core', 'net'],
  inference: ['core'],
  kernel: ['core'],
  alerts: ['core', 'net'],
  config: ['core'],
  workflows: ['core', 'activities', 'worker'], // narrowed below: little of the core, and only types of the others
  activities: ['core', 'stores', 'sources', 'inference', 'kernel', 'alerts', 'net'],
  worker: ['core', 'activities', 'workflows', 'stores', 'sources', 'inference', 'kernel', 'alerts', 'net', 'config'],
  client: ['core', 'workflows'], // narrowed below: only types of workflows
  server: ['core', 'client', 'stores', 'inference', 'config'],
  cli: ['core', 'client', 'config', '(worker|server)/(index|main)'],
  testing: ['core', 'client', 'config', 'stores', 'inference', 'kernel', 'worker', 'workflows', 'cli/temporal-server'],
};

/** Edges that the layers forbid and that are there all the same, each with its reason. */
const exemptions = [
  {
    from: 'server',
    to: 'activities/stages',
    reason: 'a pipeline that is sent is checked against the list of built-in stages, which loads none of them',
  },
  { from: 'client', to: 'stores', reason: 'runs and models are read where they are recorded, so that `leat runs` needs no server' },
];

const folders = Object.keys(mayImport);
const product = `^(${folders.join('|')})/`;

const layers = folders.map((folder) => {
  const exempt = exemptions.filter(({ from }) => from === folder).map(({ to }) => to);
  return {
    name: `layer-${folder}`,
    from: { path: `^${folder}/` },
    to: { path: product, pathNot: `^(${[folder, ...mayImport[folder], ...exempt].join('|')})[/.]` },
  };
});

const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];
const named = (...names) => `node_modules/(${names.join('|')})/`;

const forbidden = [
  { name: 'core-without-node', from: { path: '^core/' }, to: { dependencyTypes: ['core'] } },
  {
    name: 'core-packages',
    from: { path: '^core/', pathNot: '^core/table/' },
    to: { dependencyTypes: packages, pathNot: named('zod', 'acorn') },
  },
  {
    name: 'core-table-packages',
    from: { path: '^core/table/' },
    to: { dependencyTypes: packages, pathNot: named('zod', '@uwdata/flechette') },
  },
  { name: 'workflows-without-node', from: { path: '^workflows/' }, to: { dependencyTypes: ['core'] } },
  {
    name: 'workflows-packages',
    from: { path: '^workflows/' },
    to: { dependencyTypes: packages, pathNot: named('@temporalio/workflow', '@temporalio/common') },
  },
  {
    name: 'workflows-core',
    from: { path: '^workflows/' },
    to: { path: '^core/', pathNot: '^core/(pipeline/|schedule/|errors\\.|error-codes\\.)', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'workflows-activities-by-type',
    from: { path: '^workflows/' },
    to: { path: '^(activities|worker)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'client-workflows-by-type',
    from: { path: '^client/' },
    to: { path: '^workflows/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'client-http-anywhere',
    comment: 'It runs in browsers, and nothing is bundled with it: of everything else it knows types only.',
    from: { path: '^client/http/' },
    to: { pathNot: '^client/http/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'public-entry-points',
    comment:
      'Examples and benches import the package by its name, as users do. Exempt: a bench starts the server that `leat up` starts, ' +
      'the engine bench reads when attempts began, and the benches cost, ingest, recipe and of trainers measure a part of a stage alone.',
    from: { path: '^(examples|bench)/', pathNot: '^bench/(cost|ingest|recipe|trainers|trees)/' },
    to: { path: `${product}|^index\\.`, pathNot: '^(cli/temporal-server|stores/metadata)/' },
  },
  { name: 'nothing-imports-tests', from: { path: product }, to: { path: '^(test|bench|examples|scripts)/' } },
  { name: 'no-dev-dependency', from: { path: product }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] } },
  { name: 'no-circle', from: { path: product }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  { name: 'resolvable', from: { path: product }, to: { couldNotResolve: true } },
];

module.exports = {
  forbidden: [...layers, ...forbidden].map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    tsPreCompilationDeps: true, // types are edges too
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules|^dist/' },
    exclude: { path: '^(dist|coverage)/|/\\.cache/|^test/fixtures/|^kernel/assembly/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
