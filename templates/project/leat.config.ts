import { defineConfig } from 'leat';

export default defineConfig({
  pipelines: ['pipelines/**/*.ts'],
  data: { roots: ['data'] },
});
