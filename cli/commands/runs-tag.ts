import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { parseTags } from '../parse-tags.js';

export const runsTag = defineCommand({
  name: 'runs tag',
  summary: 'Tag a run, to find it again; NAME= takes a tag away',
  example: 'leat runs tag latest purpose=baseline',
  positional: ['run', 'tags'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    tags: z.array(z.string()).min(1).describe('NAME=VALUE, several are possible'),
  }),
  async run({ run, tags }, context) {
    const { runs } = await context.client();
    const record = await runs.tag(await runs.find(run), parseTags(tags));
    await context.did('run.tag', { run: record.id });
    const text = Object.entries(record.tags).map(([name, value]) => `${name}=${value}`);
    return { document: { runId: record.id, tags: record.tags }, text: text.length === 0 ? 'no tags' : text.join('\n') };
  },
});
