import { BlockList, isIP } from 'node:net';
import { LeatError } from '../core/errors.js';
import type { NetworkPolicy } from '../core/network-policy.js';

/**
 * Never reached, whatever is allowed: links of one machine, where clouds answer who it is and with which secrets, and
 * what is no single machine's address.
 */
const NEVER = rangesOf([
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128', // AWS
  'fd20:ce::254/128', // Google
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure
  '0.0.0.0/8',
  '::/128',
  '224.0.0.0/4',
  '240.0.0.0/4',
  'ff00::/8',
]);

/** Reached when they are allowed. @see RFC 6890, and the registries of special-purpose addresses that follow it. */
const PRIVATE = rangesOf([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
  'fec0::/10',
  '64:ff9b::/96', // IPv4 in IPv6, of whichever range
  '64:ff9b:1::/48',
  '2002::/16',
]);

/** Which addresses may be connected to, by a policy that is read once. */
export class AddressRules {
  readonly #ranges: BlockList;
  readonly #names: readonly string[];

  constructor({ allow }: NetworkPolicy) {
    const isRange = (entry: string): boolean => isIP(entry.split('/')[0] ?? '') !== 0;
    this.#ranges = rangesOf(allow.filter(isRange));
    this.#names = allow.filter((entry) => !isRange(entry)).map((name) => name.toLowerCase());
  }

  /**
   * @param host - The name that led to the address; the address itself where there was none.
   * @throws LeatError `ADDRESS_FORBIDDEN`
   */
  require(address: string, host: string): void {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const where = host === address ? address : `${host} (${address})`;
    if (NEVER.check(address, family)) throw forbidden(where, 'expected the address of a server, got one of the link or of a cloud itself');
    if (!PRIVATE.check(address, family) || this.#ranges.check(address, family) || this.#allows(host.toLowerCase())) return;
    throw forbidden(where, `expected a public address, got a private one: name it in network.allow if it is meant`);
  }

  #allows(host: string): boolean {
    return this.#names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
  }
}

/** @param ranges - Addresses, or ranges with the length of their prefix. */
function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function forbidden(where: string, what: string): LeatError {
  return new LeatError('ADDRESS_FORBIDDEN', `${where}: ${what}`, { details: { address: where } });
}
