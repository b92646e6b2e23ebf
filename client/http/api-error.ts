/** What a server refused, or how a run ended that did not complete. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Stable; see docs/errors.md. `HTTP_ERROR` where the answer had none. */
  readonly code: string;
  /** Of the answer; null where there was none, or the request itself succeeded. */
  readonly status: number | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, { status = null, details = {}, cause }: ApiErrorParts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

interface ApiErrorParts {
  readonly status?: number | null;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The error that an answer tells of: a problem of RFC 9457, or whatever a proxy in between has written. */
export async function errorOf(response: Response): Promise<ApiError> {
  const { status } = response;
  const text = await response.text();
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === 'object' && problem !== null && 'code' in problem && 'detail' in problem) {
      const details = 'details' in problem && typeof problem.details === 'object' ? { ...problem.details } : {};
      return new ApiError(String(problem.code), String(problem.detail), { status, details });
    }
  } catch {
    // no JSON: told as it is
  }
  return new ApiError('HTTP_ERROR', `status ${String(status)}: ${text.slice(0, 200)}`, { status });
}
