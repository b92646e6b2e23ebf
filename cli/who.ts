import { userInfo } from 'node:os';

/** Who types the commands, for the history; null where the system does not say. */
export function who(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null; // a container may run under a number that has no name
  }
}
