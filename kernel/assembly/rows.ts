import { boosting } from './boosting-state';
import { forest, workspaceOf } from './forest-state';
import { reserve } from './memory';
import { state } from './state';

/** Reserves the binned rows with their targets. @param byRow - Whether bins are kept by row too. @returns Whether there was memory. */
export function prepareRows(rows: i32, weighted: bool, byRow: bool): bool {
  state.rows = rows;
  state.target = reserve(<f64>rows * 4);
  state.weights = weighted ? reserve(<f64>rows * 4) : 0;
  state.columns = reserve(<f64>rows * state.features + 16);
  state.bins = byRow ? reserve(<f64>rows * state.stride + 16) : 0;
  return state.columns != 0 && (!byRow || state.bins != 0);
}

// The numbers by which core/trainers/trees/kernel.ts names arrays.
const TARGET: i32 = 0;
const WEIGHTS: i32 = 1;
const THRESHOLDS: i32 = 2;
const BIN_COUNTS: i32 = 3;
const SCORES: i32 = 4;
const TRAINING_ROWS: i32 = 5;
const INDEX: i32 = 6;
const NODES: i32 = 7;
const ALLOWED: i32 = 8;
const OUT_OF_BAG: i32 = 9;
const HEAP: i32 = 11;
const NODE_COUNT: i32 = 12;
const FOREST_NODES: i32 = 13;
const FOREST_NODE_COUNT: i32 = 14;
const FOREST_LEAF_VALUES: i32 = 15;
const FOREST_LEAF_COUNT: i32 = 16;

/** Where an array lies, or how long it is. @param tree - Of this round, for those of a forest. */
export function addressOf(what: i32, tree: i32): usize {
  switch (what) {
    case TARGET:
      return state.target;
    case WEIGHTS:
      return state.weights;
    case THRESHOLDS:
      return state.thresholds;
    case BIN_COUNTS:
      return state.binCounts;
    case SCORES:
      return boosting.scores;
    case TRAINING_ROWS:
      return boosting.trainingRows;
    case INDEX:
      return boosting.index;
    case NODES:
      return boosting.nodes;
    case ALLOWED:
      return boosting.allowed;
    case OUT_OF_BAG:
      return forest.outOfBag;
    case HEAP:
      return state.heap;
    case NODE_COUNT:
      return boosting.nodeCount;
    case FOREST_NODES:
      return workspaceOf(tree).nodes;
    case FOREST_NODE_COUNT:
      return workspaceOf(tree).nodeCount;
    case FOREST_LEAF_VALUES:
      return workspaceOf(tree).leafValues;
    case FOREST_LEAF_COUNT:
      return workspaceOf(tree).leafCount;
    default:
      return 0;
  }
}
