/** What the compiled kernel exports; core/trainers/trees/kernel.ts declares the same for TypeScript. */
export { binRows, describeCategory, findThresholds, prepareBinning, valuesAt } from './binning';
export { addScores, drawRows, prepareBoosting, reserveMonotone, setLoss, setOutput, setRegularisation, setTraining } from './boost';
export { mustStop } from './crew';
export { growForest, nextRound, predictOutOfBag, prepareForest, setForest, setForestLimits } from './forest';
export { computeGradients } from './gradients';
export { growTree } from './grow';
export { release, reserve, reset } from './memory';
export { addressOf, prepareRows } from './rows';
