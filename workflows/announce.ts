import type { AlertEvent } from '../core/pipeline/alert-event.js';
import { alert } from './alert.js';

/** Raises an alert about what was done outside of workflows: by a command, or by HTTP. */
export async function announce(event: AlertEvent): Promise<void> {
  await alert(event);
}
