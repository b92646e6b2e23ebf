import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, Response } from 'undici';
import { isLeatError } from '../core/errors.js';
import type { NetworkPolicy } from '../core/network-policy.js';
import { AddressRules } from './address-rules.js';

export interface OutgoingRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** May another server have the headers too, when the first one redirects to it? Not if one of them is a secret. */
  readonly headersTravel: boolean;
}

const MOST_REDIRECTS = 3;

/** Those after which a request is sent again as it was; the others make a GET of it. */
const KEEPING = new Set([307, 308]);
const CHANGING = new Set([301, 302, 303]);

interface Way {
  readonly rules: AddressRules;
  readonly agent: Agent;
}

/** A policy is an object of the configuration: it is read once, and connections are kept for it. */
const ways = new WeakMap<NetworkPolicy, Promise<Way>>();

/**
 * Sends a request to where the policy lets it go. Names are resolved once, and what they resolve to is checked and
 * connected to: a name that means another address a moment later leads nowhere else. Redirects are followed at most
 * three times, each checked like the first; a POST only where it stays one, and none from https to http.
 *
 * @returns The answer, also when it is a redirect that was not followed.
 * @throws LeatError `ADDRESS_FORBIDDEN`; what undici's fetch throws.
 */
export async function fetchWithin(policy: NetworkPolicy, url: URL, request: OutgoingRequest): Promise<Response> {
  const { fetch } = await import('undici'); // a process that asks no server does not load it
  const { rules, agent } = await wayOf(policy);
  const { method, headers, body, signal } = request;
  let [at, carried] = [url, headers];
  for (let redirects = 0; ; redirects++) {
    const literal = at.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0) rules.require(literal, literal); // no name, so nothing is looked up
    const response = await fetch(at, {
      method,
      redirect: 'manual',
      dispatcher: agent,
      ...(carried !== undefined && { headers: carried }),
      ...(body !== undefined && { body }),
      ...(signal !== undefined && { signal }),
    }).catch((error: unknown) => {
      throw refusalIn(error) ?? error;
    });
    const next = redirects < MOST_REDIRECTS ? targetOf(response, { at, method }) : null;
    if (next === null) return response;
    await response.body?.cancel();
    if (next.origin !== at.origin && !request.headersTravel) carried = undefined;
    at = next;
  }
}

function wayOf(policy: NetworkPolicy): Promise<Way> {
  let way = ways.get(policy);
  if (way === undefined) ways.set(policy, (way = openWay(new AddressRules(policy))));
  return way;
}

async function openWay(rules: AddressRules): Promise<Way> {
  const { Agent: UndiciAgent } = await import('undici');
  return { rules, agent: new UndiciAgent({ connect: { lookup: checkedLookup(rules) } }) };
}

/** As node:dns does, and refuses when any of the addresses is forbidden: a name that means both kinds is a trap. */
function checkedLookup(rules: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[] | undefined) => {
      const addresses = found ?? []; // none beside an error
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(error, '', 0);
        return;
      }
      try {
        for (const { address } of addresses) rules.require(address, hostname);
      } catch (refusal) {
        callback(refusal as Error, '', 0); // a LeatError
        return;
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Where a redirect leads that is to be followed. */
function targetOf({ status, headers }: Response, { at, method }: { at: URL; method: OutgoingRequest['method'] }): URL | null {
  const follows = KEEPING.has(status) || (CHANGING.has(status) && method !== 'POST');
  const location = headers.get('location');
  if (!follows || location === null || !URL.canParse(location, at.href)) return null;
  const target = new URL(location, at);
  const isWeaker = at.protocol === 'https:' && target.protocol !== 'https:';
  return isWeaker || !/^https?:$/.test(target.protocol) ? null : target;
}

/** The connection's own error is the cause of the one that fetch throws. */
function refusalIn(error: unknown): unknown {
  if (isLeatError(error)) return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}
