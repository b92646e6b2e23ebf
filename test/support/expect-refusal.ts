import { expect } from 'vitest';
import type { ErrorCode } from '../../core/error-codes.js';
import { LeatError } from '../../core/errors.js';

/** Calls and expects a LeatError of this code whose sentence contains the text: what was received, or where. */
export function expectRefusal(call: () => unknown, code: ErrorCode, text: string): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expectRefused(thrown, code, text);
}

/** The same for a promise. */
export async function expectRejection(promise: Promise<unknown>, code: ErrorCode, text: string): Promise<void> {
  expectRefused(
    await promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
    code,
    text,
  );
}

function expectRefused(thrown: unknown, code: ErrorCode, text: string): void {
  expect(thrown).toBeInstanceOf(LeatError);
  const { code: received, message } = thrown as LeatError; // checked by the line above
  expect({ code: received, message }).toEqual({ code, message: expect.stringContaining(text) as string });
}
