/** What pipelines are written with: `leat`. */
export { defineConfig } from './config/define-config.js';
export { logistic } from './core/trainers/logistic.js';
export { linear } from './core/trainers/linear.js';
