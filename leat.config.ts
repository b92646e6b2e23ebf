import { defineConfig } from 'leat';

/** The examples of this repository are a project like any other. */
export default defineConfig({
  pipelines: ['examples/penguins/pipeline.ts', 'examples/*/pipeline.ts', 'examples/*/*.pipeline.json'],
  data: { roots: ['node_modules/vega-datasets/data', 'examples/pretrained'] },
});
