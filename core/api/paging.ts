import { z } from 'zod';

/** What every list takes. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional().describe('`next` of the page before'),
};

/** In every list. */
export const nextPage = z.string().nullable().describe('`cursor` of the next page; null: this is the last');
