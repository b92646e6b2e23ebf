/** What a key may do, the smaller first: every role may do all that those before it may. */
export const roles = ['viewer', 'operator', 'deployer', 'admin'] as const;

/**
 * `viewer` reads, and predicts; `operator` works on runs, schedules and events; `deployer` also says what serves;
 * `admin` also keys, webhooks and the audit log.
 */
export type Role = (typeof roles)[number];
