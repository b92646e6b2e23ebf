import { defineConfig } from 'leat';

/** The bench is a project of its own: its pipelines are not the examples'. */
export default defineConfig({ pipelines: ['pipelines.ts', '../tune/pipelines.ts'] });
