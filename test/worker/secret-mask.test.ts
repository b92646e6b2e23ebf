import { expect, test } from 'vitest';
import { SecretMask } from '../../worker/secret-mask.js';

const env = { LEAT_SECRET_KEY: 'abcd', LEAT_SECRET_LONG: 'abcdef', LEAT_HOME: 'home' };

test('replaces the value of every secret, the longest first', () => {
  const mask = new SecretMask(env);
  expect(mask.apply('at home: abcd, abcdef.\n') + mask.rest()).toBe('at home: ***, ***.\n');
});

test.each([
  [['see ab', 'cd\n'], 'see ***\n'],
  [['a', 'b', 'c', 'd', 'e', 'f'], '***'],
  [['abcx', 'abc'], 'abcxabc'],
])('masks what comes in the pieces %j', (pieces, expected) => {
  const mask = new SecretMask(env);
  expect(pieces.map((piece) => mask.apply(piece)).join('') + mask.rest()).toBe(expected);
});
