import { z } from 'zod';
import type { RunDetails } from '../../client/runs.js';
import { defineCommand } from '../define-command.js';
import { runMetrics } from '../run-metrics.js';
import { figureText } from '../text/figure-text.js';
import { tableText } from '../text/table-text.js';

type ComparedRun = Pick<RunDetails['run'], 'id' | 'pipeline' | 'state' | 'params' | 'seed' | 'tags' | 'note'> & {
  readonly metrics: Readonly<Record<string, number>>;
};

export const runsCompare = defineCommand({
  name: 'runs compare',
  summary: 'Put the parameters, tags and metrics of runs side by side',
  example: 'leat runs compare 3f2a91bc 77e01d4a latest',
  positional: ['runs'],
  input: z.strictObject({
    runs: z.array(z.string()).min(1).describe('runs: ids, beginnings of ids, or "latest"'),
  }),
  async run({ runs: references }, context) {
    const client = await context.client();
    const compared: ComparedRun[] = [];
    for (const reference of references) {
      const details = await client.runs.get(await client.runs.find(reference));
      const { id, pipeline, state, params, seed, tags, note } = details.run;
      const metrics = Object.fromEntries(await runMetrics(details, client));
      compared.push({ id, pipeline, state, params, seed, tags, note, metrics });
    }
    const row = (title: string, cells: readonly string[]): string[] => [context.terminal.paint('dim', title), ...cells];
    const block = (title: string, of: (run: ComparedRun) => Readonly<Record<string, unknown>>): string[][] => {
      const names = new Set(compared.flatMap((run) => Object.keys(of(run))));
      return [...names].map((name) =>
        row(
          `${title}${name}`,
          compared.map((run) => cellText(of(run)[name])),
        ),
      );
    };
    const rows = [
      row(
        'RUN',
        compared.map(({ id }) => id.slice(0, 8)),
      ),
      row(
        'pipeline',
        compared.map(({ pipeline }) => pipeline),
      ),
      row(
        'state',
        compared.map(({ state }) => state),
      ),
      row(
        'seed',
        compared.map(({ seed }) => String(seed)),
      ),
      ...block('', ({ params }) => params),
      ...block('tag ', ({ tags }) => tags),
      ...block('', ({ metrics }) => metrics),
      ...(compared.some(({ note }) => note !== null)
        ? [
            row(
              'note',
              compared.map(({ note }) => note ?? ''),
            ),
          ]
        : []),
    ];
    return { document: { runs: compared }, text: tableText(rows) };
  },
});

function cellText(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'number' || typeof value === 'string' ? figureText(value) : JSON.stringify(value);
}
