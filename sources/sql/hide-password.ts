import type { Secrets } from '../../core/secrets.js';

/** The password of a database's address is a secret, even where the address as a whole is not given as one. */
export function hidePassword(database: string, secrets: Secrets): void {
  if (!URL.canParse(database)) return;
  const { password } = new URL(database);
  secrets.hideAlso(password);
  secrets.hideAlso(decodeURIComponent(password));
}
