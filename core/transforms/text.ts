import { z } from 'zod';
import { defineForms } from './define-forms.js';
import { hashedWords, hashedWordsOptions } from './text/hashed-words.js';
import { tfIdf, tfIdfOptions } from './text/tf-idf.js';

export const textOptions = z.discriminatedUnion('as', [tfIdfOptions, hashedWordsOptions]);

/** Turns texts of many words into numbers. */
export const text = defineForms({
  name: 'text',
  version: 1,
  takes: 'each',
  by: 'as',
  options: textOptions,
  forms: { 'tf-idf': tfIdf, hashing: hashedWords },
});
