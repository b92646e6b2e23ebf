import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SecretBox } from '../../stores/secret-box.js';
import { expectRejection } from '../support/expect-refusal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const key = Buffer.alloc(32, 7).toString('base64');
const other = Buffer.alloc(32, 8).toString('base64');

test('opens what it has sealed, for its owner only, and shows nothing of it', async () => {
  const box = new SecretBox({ key, file: 'none' });
  const sealed = await box.seal('whsec_hidden', 'wh_1');
  expect(sealed).not.toContain('hidden');
  expect(await box.open(sealed, 'wh_1')).toBe('whsec_hidden');
  expect(await box.seal('whsec_hidden', 'wh_1')).not.toBe(sealed);
  await expectRejection(box.open(sealed, 'wh_2'), 'SEALED_OTHERWISE', 'wh_2');
});

test('refuses what another key has sealed, what was changed, and what is not sealed', async () => {
  const sealed = await new SecretBox({ key, file: 'none' }).seal('whsec_hidden', 'wh_1');
  const [, by = ''] = sealed.split(':');
  await expectRejection(new SecretBox({ key: other, file: 'none' }).open(sealed, 'wh_1'), 'SEALED_OTHERWISE', by);
  const changed = Buffer.from(sealed.split(':')[2] ?? '', 'base64');
  changed.writeUInt8(changed.readUInt8(30) ^ 1, 30);
  const box = new SecretBox({ key, file: 'none' });
  await expectRejection(box.open(`sealed:${by}:${changed.toString('base64')}`, 'wh_1'), 'SEALED_OTHERWISE', by);
  await expectRejection(box.open('whsec_clear', 'wh_1'), 'SEALED_OTHERWISE', 'not sealed');
});

test('makes one key, which only its owner can read, however many need it at once', async () => {
  const file = join(temporaryFolder(), 'home', 'sealing.key');
  await expectRejection(new SecretBox({ file }).open('sealed:00:AA', 'wh_1'), 'SEALED_OTHERWISE', 'none here');
  const sealed = await Promise.all(Array.from({ length: 8 }, () => new SecretBox({ file }).seal('whsec_hidden', 'wh_1')));
  for (const each of sealed) expect(await new SecretBox({ file }).open(each, 'wh_1')).toBe('whsec_hidden');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32);
});

test('opens by a key that was put there later', async () => {
  const file = join(temporaryFolder(), 'sealing.key');
  const box = new SecretBox({ file });
  const sealed = await new SecretBox({ key, file }).seal('whsec_hidden', 'wh_1');
  await expectRejection(box.open(sealed, 'wh_1'), 'SEALED_OTHERWISE', 'none here');
  await writeFile(file, key);
  expect(await box.open(sealed, 'wh_1')).toBe('whsec_hidden');
});
