import type { Column, StringColumn } from '../../table/column.js';
import { labelAt } from '../target-labels.js';
import type { Spread } from './spread.js';

/** What is known of the target in the rows of one text and one fold. */
interface Cell {
  count: number;
  mean: number;
  squares: number;
  /** By the number of the class; empty for a target of numbers. */
  readonly classes: number[];
}

/**
 * The target's distribution by text and fold: of each class, or of the numbers. A missing text is a text like
 * any other; a row without target is left out.
 */
export class TargetCells {
  readonly #folds: number;
  readonly #ofClasses: boolean;
  readonly #textIndex = new Map<string, number>();
  readonly #classIndex = new Map<string | number, number>();
  /** By text, then fold. */
  readonly #cells: Cell[] = [];

  constructor({ folds, ofClasses }: { folds: number; ofClasses: boolean }) {
    this.#folds = folds;
    this.#ofClasses = ofClasses;
  }

  add(texts: StringColumn, { target, foldOf }: { target: Column; foldOf: (row: number) => number }): this {
    const indexOfCode: (number | undefined)[] = []; // one look-up a text, not one a row
    for (let row = 0; row < texts.codes.length; row++) {
      const value = labelAt(target, row);
      if (value === undefined) continue;
      const code = texts.codes[row] ?? -1;
      const text = (indexOfCode[code + 1] ??= indexIn(this.#textIndex, texts.dictionary[code] ?? ''));
      this.#addTo(this.#cellAt(text, foldOf(row)), value);
    }
    return this;
  }

  get texts(): readonly string[] {
    return [...this.#textIndex.keys()];
  }

  /** Texts by code unit, numbers by value. */
  get classes(): readonly (string | number)[] {
    return [...this.#classIndex.keys()].sort((left, right) => (left < right ? -1 : 1));
  }

  /**
   * By text, then fold: the target's own numbers, or of a class 1 where the target is that and 0 where not.
   */
  spreads(ofClass?: string | number): readonly (readonly Spread[])[] {
    const index = ofClass === undefined ? undefined : this.#classIndex.get(ofClass);
    const spreadOf = (cell: Cell): Spread => {
      if (index === undefined || cell.count === 0) return cell;
      const mean = (cell.classes[index] ?? 0) / cell.count;
      return { count: cell.count, mean, squares: cell.count * mean * (1 - mean) };
    };
    return this.texts.map((_, text) => Array.from({ length: this.#folds }, (__, fold) => spreadOf(this.#cellAt(text, fold))));
  }

  #addTo(cell: Cell, value: string | number): void {
    cell.count++;
    if (this.#ofClasses) {
      const index = indexIn(this.#classIndex, value);
      cell.classes[index] = (cell.classes[index] ?? 0) + 1;
    } else {
      const distance = Number(value) - cell.mean;
      cell.mean += distance / cell.count;
      cell.squares += distance * (Number(value) - cell.mean);
    }
  }

  #cellAt(text: number, fold: number): Cell {
    return (this.#cells[text * this.#folds + fold] ??= { count: 0, mean: 0, squares: 0, classes: [] });
  }
}

function indexIn<Key>(index: Map<Key, number>, key: Key): number {
  let place = index.get(key);
  if (place === undefined) index.set(key, (place = index.size));
  return place;
}
