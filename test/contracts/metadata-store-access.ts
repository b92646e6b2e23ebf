import { expect, test } from 'vitest';
import type { Open } from './metadata-records.js';

const ci = {
  id: '3fk29dma',
  name: 'ci',
  hash: 'a'.repeat(64),
  role: 'operator',
  limits: { pipelines: ['penguins'], models: [] },
  requestsPerSecond: 20,
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
  expiresAt: new Date('2027-01-01T00:00:00.000Z'),
} as const;

const start = { actor: 'key ci', action: 'run.start', subject: { pipeline: 'penguins' }, outcome: 'done', requestId: 'r-1' } as const;

/** Keys of the HTTP interface, and the audit log. */
export function testAccess(name: string, open: Open): void {
  test(`${name}: keeps keys with their limits, newest first`, async () => {
    const store = await open();
    const free = {
      ...ci,
      id: 'zz',
      limits: null,
      requestsPerSecond: null,
      expiresAt: null,
      createdAt: new Date('2026-02-01T00:00:00.000Z'),
    };
    await store.createKey(ci);
    await store.createKey(free);
    const unused = { revokedAt: null, lastUsedAt: null };
    expect(await store.keys()).toEqual([
      { ...free, ...unused },
      { ...ci, ...unused },
    ]);
    expect(await store.key('3fk29dma')).toEqual({ ...ci, ...unused });
    expect(await store.key('none')).toBeNull();
  });

  test(`${name}: notes when a key was used last, and since when it is revoked`, async () => {
    const store = await open();
    await store.createKey(ci);
    const [used, revoked] = [new Date('2026-03-01T00:00:00.000Z'), new Date('2026-03-02T00:00:00.000Z')];
    await store.noteKeyUse(ci.id, used);
    await store.revokeKey(ci.id, revoked);
    await store.revokeKey(ci.id, new Date('2026-03-03T00:00:00.000Z'));
    expect(await store.key(ci.id)).toMatchObject({ lastUsedAt: used, revokedAt: revoked });
  });

  test(`${name}: lists who did what, newest first, by actor, by action and page by page`, async () => {
    const store = await open();
    for (const action of ['run.start', 'run.cancel', 'model.promote']) await store.audit({ ...start, action });
    await store.audit({ ...start, actor: 'ann@desk', outcome: 'refused', requestId: null });
    const all = await store.auditLog({ limit: 10 });
    expect(all.map(({ at }) => at)).toEqual([...all.map(({ at }) => at)].sort((one, other) => other.getTime() - one.getTime()));
    expect(all.find(({ actor }) => actor === 'ann@desk')).toEqual({
      ...start,
      actor: 'ann@desk',
      outcome: 'refused',
      requestId: null,
      id: expect.any(String) as string,
      at: expect.any(Date) as Date,
    });
    const [first] = await store.auditLog({ limit: 1 });
    expect([first, ...(await store.auditLog({ before: String(first?.id), limit: 10 }))]).toEqual(all);
    expect(await store.auditLog({ actor: 'key ci', action: 'run.start', limit: 10 })).toMatchObject([start]);
    expect(await store.auditLog({ before: 'none', limit: 10 })).toEqual([]);
  });
}
