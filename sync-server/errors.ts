import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HTTPException } from 'hono/http-exception';
import * as z from 'zod/mini';
import { codeOf } from './cannot-start.ts';
import { isAwayCode } from './db/connect.ts';

/** What every error looks like on the wire. `code` is stable, `message` is for people, `details` names form fields. */
export type ErrorBody = { code: string; message: string; details?: Record<string, unknown> };

/** An expected "no" that ends a request. Not for bugs: those throw what they throw and arrive as `internal`. */
export class CodedError extends Error {
  override name = 'CodedError';
  readonly code: string;
  readonly status: ContentfulStatusCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: string,
    status: ContentfulStatusCode,
    message: string,
    details?: Record<string, unknown>,
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export type HttpError = { status: ContentfulStatusCode; body: ErrorBody; unexpected: boolean };

/**
 * The one place where an error becomes a status and a body. What is not expected becomes 500 `internal` with the
 * request's id, by which the log has the rest; never a stack, never a database's own words.
 */
export function errorToHttp(error: unknown, requestId: string): HttpError {
  if (error instanceof CodedError) return fromCoded(error);
  if (error instanceof z.core.$ZodError) return fromCoded(badRequest(error));
  if (error instanceof HTTPException && error.status < 500) {
    return fromCoded(new CodedError('bad-request', error.status, 'This request is not understood.'));
  }
  if (isAwayCode(codeOf(error))) {
    const away = new CodedError(
      'database-away',
      503,
      'The database cannot be reached just now. Try again shortly.',
      { retryAfterSeconds: 5 },
    );
    return { ...fromCoded(away), unexpected: true };
  }
  const internal = new CodedError('internal', 500, 'Something went wrong here. It was logged.', {
    requestId,
  });
  return { ...fromCoded(internal), unexpected: true };
}

function fromCoded({ code, status, message, details }: CodedError): HttpError {
  return { status, body: { code, message, ...(details && { details }) }, unexpected: false };
}

/** 400 with the names of the fields that are wrong; never their values. */
function badRequest(error: z.core.$ZodError): CodedError {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.map(String).join('.') || 'body'] ??= issue.message;
  return new CodedError('bad-request', 400, 'Some fields are missing or wrong.', { fields });
}
