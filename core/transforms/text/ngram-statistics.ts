import type { StringColumn } from '../../table/column.js';
import { tokensOf } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

interface Occurrence {
  /** In all texts. */
  total: number;
  /** Texts that have it. */
  documents: number;
}

export interface NgramLimits {
  readonly lowercase: boolean;
  readonly shortest: number;
  readonly longest: number;
  readonly minDocuments: number;
  readonly maxFeatures: number;
}

export interface LearnedVocabulary {
  readonly vocabulary: Vocabulary;
  /** Of each n-gram, as people read it. */
  readonly names: readonly string[];
  /** Of each n-gram: the texts that have it. */
  readonly documents: readonly number[];
}

/** Which runs of words occur in texts, and how often. */
export class NgramStatistics {
  /** Of all rows; a missing text is one without words. */
  rows = 0;
  readonly #limits: NgramLimits;
  readonly #occurrences = new Map<string, Occurrence>();
  readonly #spellings = new Map<string, Set<string>>();

  constructor(limits: NgramLimits) {
    this.#limits = limits;
  }

  add({ codes, dictionary }: StringColumn): this {
    this.rows += codes.length;
    const times = new Float64Array(dictionary.length);
    for (const code of codes) if (code >= 0) times[code] = (times[code] ?? 0) + 1;
    times.forEach((count, code) => {
      if (count > 0) this.#addText(dictionary[code] ?? '', count);
    });
    return this;
  }

  /** The most frequent n-grams that enough texts have, by name. */
  learn(): LearnedVocabulary {
    const { minDocuments, maxFeatures } = this.#limits;
    const kept = [...this.#occurrences]
      .filter(([, { documents }]) => documents >= minDocuments)
      .sort(([left, { total: most }], [right, { total: least }]) => least - most || (left < right ? -1 : 1))
      .slice(0, maxFeatures)
      .sort(([left], [right]) => (left < right ? -1 : 1));
    const names = kept.map(([name]) => name);
    return { names, documents: kept.map(([, { documents }]) => documents), vocabulary: this.#vocabularyOf(names) };
  }

  #addText(text: string, times: number): void {
    const words = tokensOf(text).map((token) => this.#wordOf(token));
    const counts = new Map<string, number>();
    for (let length = this.#limits.shortest; length <= this.#limits.longest; length++) {
      for (let start = 0; start + length <= words.length; start++) {
        const ngram = words.slice(start, start + length).join(' ');
        counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
      }
    }
    for (const [ngram, count] of counts) {
      const occurrence = this.#occurrences.get(ngram) ?? { total: 0, documents: 0 };
      occurrence.total += count * times;
      occurrence.documents += times;
      this.#occurrences.set(ngram, occurrence);
    }
  }

  /** The word that a token is, remembering how it was written. */
  #wordOf(token: string): string {
    if (!this.#limits.lowercase) return token;
    const word = token.toLowerCase();
    const spellings = this.#spellings.get(word);
    if (spellings === undefined) this.#spellings.set(word, new Set([token]));
    else spellings.add(token);
    return word;
  }

  #vocabularyOf(names: readonly string[]): Vocabulary {
    const wordsOfNames = names.map((name) => name.split(' '));
    const known = [...new Set(wordsOfNames.flat())].sort();
    const indexOf = new Map(known.map((word, index) => [word, index]));
    const spellings = known.flatMap((word, index) => this.#spellingsOf(word).map((spelling) => [spelling, index] as const));
    return {
      spellings: spellings.map(([spelling]) => spelling),
      words: spellings.map(([, index]) => index),
      ngrams: wordsOfNames.map((words) => words.map((word) => indexOf.get(word) ?? -1)),
    };
  }

  /** Those seen, and those that are usual: small, capital, and with a capital at the beginning. */
  #spellingsOf(word: string): readonly string[] {
    if (!this.#limits.lowercase) return [word];
    const usual = [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)].filter((each) => each.toLowerCase() === word);
    return [...new Set([...usual, ...[...(this.#spellings.get(word) ?? [])].sort()])];
  }
}
