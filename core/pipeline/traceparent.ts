/** Of a caller's span. */
export interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  /** 1: the caller records it. */
  readonly traceFlags: number;
}

const ZEROS = /^0+$/;

/**
 * Reads a `traceparent`: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".
 *
 * @returns undefined for what is none: it is to be ignored, not refused.
 * @see W3C Trace Context (2021), 3.2.
 */
export function parseTraceparent(text: string | undefined): Caller | undefined {
  const [, version, traceId = '', spanId = '', flags = ''] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-|$)/.exec(text ?? '') ?? [];
  if (version === undefined || version === 'ff' || ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
