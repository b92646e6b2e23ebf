import { test } from 'vitest';
import { AddressRules } from '../../net/address-rules.js';
import { expectRefusal } from '../support/expect-refusal.js';

const strict = new AddressRules({ allow: [] });
const lenient = new AddressRules({ allow: ['0.0.0.0/0', '::/0', 'metadata.internal'] });

test.each([
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '127.0.0.1',
  '100.64.0.1',
  '::1',
  'fd12::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
])('refuses the private address %s unless it is allowed', (address) => {
  expectRefusal(() => strict.require(address, address), 'ADDRESS_FORBIDDEN', 'network.allow');
  lenient.require(address, address);
});

test.each([
  '169.254.169.254',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '::',
  '::ffff:169.254.169.254',
  '224.0.0.1',
  '255.255.255.255',
])('refuses %s also when everything is allowed', (address) => {
  expectRefusal(() => lenient.require(address, 'metadata.internal'), 'ADDRESS_FORBIDDEN', `metadata.internal (${address})`);
});

test.each(['93.184.215.14', '172.32.0.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])('lets the public address %s be', (address) => {
  strict.require(address, 'example.org');
});

test('allows ranges, single addresses, names, and names below one', () => {
  const rules = new AddressRules({ allow: ['10.0.0.0/8', '192.168.1.7', 'Warehouse', '*.internal'] });
  for (const [address, host] of [
    ['10.9.9.9', 'a'],
    ['192.168.1.7', 'b'],
    ['192.168.1.8', 'warehouse'],
    ['192.168.1.8', 'x.y.INTERNAL'],
  ] as const)
    rules.require(address, host);
  for (const host of ['internal', 'warehouse.evil', 'xinternal'])
    expectRefusal(() => rules.require('192.168.1.8', host), 'ADDRESS_FORBIDDEN', host);
});
