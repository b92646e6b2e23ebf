import { z } from 'zod';

/** What a route that changes something reads of the headers. */
export const changeHeaders = z.object({
  'if-match': z.string().optional().describe('the ETag of what was read: 412 when it has another one by now'),
});
