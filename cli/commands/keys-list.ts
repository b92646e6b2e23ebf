import { z } from 'zod';
import type { ShownKey } from '../../client/keys.js';
import { defineCommand } from '../define-command.js';
import { timeText } from '../text/schedule-text.js';
import { tableText } from '../text/table-text.js';

export const keysList = defineCommand({
  name: 'keys list',
  summary: 'List the keys of the HTTP interface, newest first',
  example: 'leat keys list',
  input: z.strictObject({}),
  async run(_input, context) {
    const keys = await (await context.client()).keys.list();
    const head = ['ID', 'NAME', 'ROLE', 'LIMITED TO', 'STATE', 'LAST USED (UTC)'].map((title) => context.terminal.paint('dim', title));
    const rows = keys.map((key) => [
      `leat_${key.id}`,
      key.name,
      key.role,
      limitsText(key),
      stateText(key),
      key.lastUsedAt === null ? 'never' : timeText(key.lastUsedAt),
    ]);
    return { document: { keys }, text: keys.length === 0 ? 'no keys' : tableText([head, ...rows]) };
  },
});

function limitsText({ limits }: ShownKey): string {
  return limits === null ? '' : [...limits.pipelines, ...limits.models].join(', ');
}

function stateText({ revokedAt, expiresAt }: ShownKey): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'valid';
  return expiresAt.getTime() > Date.now() ? `until ${timeText(expiresAt)}` : 'expired';
}
