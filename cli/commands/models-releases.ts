import { z } from 'zod';
import { placeText } from '../../core/release/release-phase.js';
import { defineCommand } from '../define-command.js';
import { awaitedText } from '../text/awaited-text.js';
import { tableText } from '../text/table-text.js';

export const modelsReleases = defineCommand({
  name: 'models releases',
  summary: 'List the releases of a model: where they are, why, and what they wait for',
  example: 'leat models releases churn',
  positional: ['name'],
  input: z.strictObject({ name: z.string().describe('name of the model') }),
  async run({ name }, context) {
    const { models, releases } = await context.client();
    await models.show(name); // says so when there is no such model
    const found = await Promise.all(
      (await releases.list(name)).map(async (release) => ({ ...release, awaited: await releases.awaited(release) })),
    );
    const head = ['ASKED', 'VERSION', 'ALIAS', 'WHERE', 'SINCE', 'WAITS FOR', 'BY', 'WHY'].map((title) =>
      context.terminal.paint('dim', title),
    );
    const rows = found.map((release) => [
      timeText(release.askedAt),
      String(release.candidate),
      release.alias,
      placeText(release, release.settings),
      timeText(release.since),
      awaitedText(release.awaited, release),
      release.by ?? release.runId?.slice(0, 8) ?? '–',
      release.history.at(-1)?.reason ?? '',
    ]);
    return { document: { model: name, releases: found }, text: found.length === 0 ? 'never released' : tableText([head, ...rows]) };
  },
});

function timeText(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
