import type { IncomingHttpHeaders } from 'node:http';
import { JsonScanner } from '../protocol/json-scanner.js';

/** The key of a request by its header: requests of one key belong together. */
export function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['leat-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/**
 * The key of a request of the inference protocol: its `parameters.key`, read before the model is known that reads the rest.
 *
 * @param json - The body without binary tensors. One that is none has no key; who reads all of it refuses it.
 */
export function keyInRequest(json: Buffer): string | undefined {
  const scanner = new JsonScanner(json);
  let key: unknown;
  const readKey = (name: string): void => {
    const value = scanner.value();
    if (name === 'key') key = value;
  };
  try {
    scanner.object((name) => {
      if (name === 'parameters' && scanner.atObject()) scanner.object(readKey);
      else scanner.skip();
    });
  } catch {
    return undefined;
  }
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
}
