import type { NetworkPolicy } from '../../core/network-policy.js';

/** Receivers and sources of tests are on this machine. */
export const thisMachine: NetworkPolicy = { allow: ['127.0.0.1'] };
