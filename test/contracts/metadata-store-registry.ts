import { expect, test } from 'vitest';
import { expectRejection } from '../support/expect-refusal.js';
import { digest, type Open } from './metadata-records.js';

/** Models, their versions, aliases and deployments. */
export function testRegistry(name: string, open: Open): void {
  const version = (letter: string, model = 'penguins') => ({ model, artifact: digest(letter), evaluation: null, runId: 'run-1' });

  test(`${name}: deletes a version that no alias points to, and never gives its number again`, async () => {
    const store = await open();
    for (const letter of ['a', 'b']) await store.registerVersion(version(letter, 'owls'));
    await store.deploy({ model: 'owls', alias: 'champion', version: 1, runId: null, reason: 'first' });
    await expectRejection(store.deleteVersion('owls', 1), 'MODEL_VERSION_IN_USE', 'champion');
    await store.deleteVersion('owls', 2);
    expect(await store.version('owls', 2)).toBeNull();
    expect((await store.versions('owls')).map((each) => each.version)).toEqual([1]);
    await expectRejection(store.deleteVersion('owls', 2), 'MODEL_VERSION_UNKNOWN', 'owls:2');
    expect(await store.registerVersion(version('c', 'owls'))).toMatchObject({ version: 3 });
    expect(await store.registerVersion(version('b', 'owls'))).toMatchObject({ version: 2 });
  });

  test(`${name}: numbers the versions of each model, and gives an artifact the one it has`, async () => {
    const store = await open();
    expect(await store.registerVersion(version('a'))).toEqual({
      ...version('a'),
      version: 1,
      createdAt: expect.any(Date) as Date,
      aliases: [],
    });
    expect(await store.registerVersion({ ...version('b'), evaluation: digest('e') })).toMatchObject({
      version: 2,
      evaluation: digest('e'),
    });
    expect(await store.registerVersion(version('a'))).toMatchObject({ version: 1 });
    expect(await store.registerVersion(version('a', 'flights'))).toMatchObject({ version: 1 });
    expect((await store.versions('penguins')).map((known) => known.version)).toEqual([2, 1]);
    expect(await store.version('penguins', 2)).toMatchObject({ artifact: digest('b') });
    expect(await store.version('penguins', 3)).toBeNull();
  });

  test(`${name}: gives distinct numbers without gaps to those who register at once`, async () => {
    const store = await open();
    const letters = '0123456789abcdef'.split('');
    const registered = await Promise.all([...letters, ...letters].map((letter) => store.registerVersion(version(letter))));
    expect(new Set(registered.map((known) => `${known.artifact} ${String(known.version)}`)).size).toBe(16);
    expect(new Set(registered.map((known) => known.version))).toEqual(new Set(letters.map((_, index) => index + 1)));
  });

  test(`${name}: points an alias to a version and keeps the history, newest first`, async () => {
    const store = await open();
    for (const letter of ['a', 'b']) await store.registerVersion(version(letter));
    const deploy = (number: number, alias = 'champion') =>
      store.deploy({ model: 'penguins', alias, version: number, runId: null, reason: `try ${String(number)}` });
    for (const number of [1, 2, 1]) await deploy(number);
    await deploy(2, 'challenger');
    expect(await store.versionByAlias('penguins', 'champion')).toMatchObject({ version: 1, aliases: ['champion'] });
    expect(await store.versionByAlias('penguins', 'shadow')).toBeNull();
    const history = await store.deployments('penguins');
    expect(history.filter(({ alias }) => alias === 'champion').map((record) => record.version)).toEqual([1, 2, 1]);
    expect(await store.models()).toEqual([{ name: 'penguins', versions: 2, aliases: { challenger: 2, champion: 1 } }]);
  });

  test(`${name}: changes nothing when a deployment is repeated, also by many at once`, async () => {
    const store = await open();
    await store.registerVersion(version('a'));
    const deployment = { model: 'penguins', alias: 'champion', version: 1, runId: 'run-1', reason: 'better' };
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => store.deploy(deployment)));
    for (const other of others) expect(other).toEqual(first);
    expect(await store.deployments('penguins')).toEqual([first]);
  });

  test(`${name}: lets one of several deployments through that follow the same change`, async () => {
    const store = await open();
    for (const letter of ['a', 'b', 'c']) await store.registerVersion(version(letter));
    const deploy = (number: number, after: number) =>
      store.deploy({ model: 'penguins', alias: 'champion', version: number, runId: null, reason: 'better', after });
    expect(await deploy(1, 0)).toMatchObject({ change: 1 });
    const ends = await Promise.allSettled([2, 3, 2, 3].map((number) => deploy(number, 1)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expectRejection(deploy(1, 0), 'PRECONDITION_FAILED', 'got 2');
    expect(await store.deployments('penguins')).toHaveLength(2);
  });

  test(`${name}: refuses to deploy a version that is not registered`, async () => {
    const store = await open();
    const deploying = store.deploy({ model: 'penguins', alias: 'champion', version: 7, runId: null, reason: 'hope' });
    await expectRejection(deploying, 'MODEL_VERSION_UNKNOWN', 'penguins:7');
    expect(await store.versionByAlias('penguins', 'champion')).toBeNull();
  });
}
