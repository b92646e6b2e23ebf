import { roles, type Role } from '../../core/access/role.js';
import { LeatError } from '../../core/errors.js';
import type { ApiKeyRecord } from '../../stores/metadata/metadata-store.js';

/** Who asks. */
export interface Caller {
  /** As the audit log names it. */
  readonly actor: string;
  readonly role: Role;
  /** Null: everything. */
  readonly limits: ApiKeyRecord['limits'];
}

export function callerOf({ id, name, role, limits }: ApiKeyRecord): Caller {
  return { actor: `key ${name} (${id})`, role, limits };
}

/** @throws LeatError `ROLE_TOO_SMALL` */
export function requireRole({ role }: Caller, least: Role): void {
  if (roles.indexOf(role) >= roles.indexOf(least)) return;
  throw new LeatError('ROLE_TOO_SMALL', `key: expected the role ${least}, got ${role}`, { details: { expected: least, received: role } });
}
