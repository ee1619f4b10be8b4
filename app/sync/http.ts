import * as z from 'zod/mini';
import { UPDATE_HEADER } from '../../shared/protocol/version.ts';
import { retryAfterMs } from './retry-after.ts';

/** A coded answer of the server. */
export class ServerError extends Error {
  override name = 'ServerError';
  readonly code: string;
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(code: string, status: number, message: string, retryAfterMs: number | null) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether the server has answered, and only that it cannot just now: too much is asked of it, or it is in trouble. */
export const isBusy = (error: unknown): boolean =>
  error instanceof ServerError && (error.status === 429 || error.status >= 500);

/** The network did not carry it: nothing is known of what the server did. */
export class NetworkError extends Error {
  override name = 'NetworkError';
  /** A proxy in front of the server may also say when to come back. */
  readonly retryAfterMs: number | null;
  /** What something in between answered; null where nothing did. */
  readonly status: number | null;

  constructor(message: string, retryAfterMs: number | null = null, status: number | null = null) {
    super(message);
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}

const errorSchema = z.object({ code: z.string(), message: z.string() });

const TIMEOUT_MS = 60_000;
/** Bodies from this size on are packed before they are sent. */
const PACK_FROM_CHARS = 2_000;

export interface Request {
  path: string;
  body?: unknown;
  /** Bytes of a file, put as they are. */
  bytes?: Blob;
  token?: string;
  signal?: AbortSignal;
  /** Streams stay open; everything else is given up after a minute without an answer. */
  open?: boolean;
}

/** Where the server is and how to reach it; a test points many replicas at one. */
export interface Transport {
  origin: string;
  fetch: typeof fetch;
  /** Told when the server has another build of the app than this one (SPEC V3). */
  newer?(): void;
}

/** Sends a request and returns a good response. @throws ServerError, NetworkError */
export async function send(transport: Transport, request: Request): Promise<Response> {
  const headers: Record<string, string> = {};
  if (request.token) headers['authorization'] = `Bearer ${request.token}`;
  const packed = request.body === undefined ? undefined : await pack(JSON.stringify(request.body), headers);
  const body = request.bytes ?? packed;
  const signals = [request.signal, request.open ? undefined : AbortSignal.timeout(TIMEOUT_MS)];
  const init: RequestInit = {
    method: request.bytes ? 'PUT' : body === undefined ? 'GET' : 'POST',
    headers,
    cache: 'no-store',
    signal: AbortSignal.any(signals.filter((signal) => signal !== undefined)),
  };
  if (body !== undefined) init.body = body;
  let response: Response;
  try {
    response = await transport.fetch(transport.origin + request.path, init);
  } catch (error) {
    throw new NetworkError(error instanceof Error ? error.message : 'no connection');
  }
  if (response.headers.has(UPDATE_HEADER)) transport.newer?.();
  if (!response.ok) throw await serverError(response);
  return response;
}

async function pack(text: string, headers: Record<string, string>): Promise<BodyInit> {
  headers['content-type'] = 'application/json';
  if (text.length < PACK_FROM_CHARS || typeof CompressionStream === 'undefined') return text;
  headers['content-encoding'] = 'gzip';
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return await new Response(packed).arrayBuffer();
}

async function serverError(response: Response): Promise<Error> {
  const waitMs = retryAfterMs(response.headers, Date.now());
  const parsed = errorSchema.safeParse(await response.json().catch(() => null));
  // An answer that is not ours comes from something in between: a captive portal, a proxy, a server that is starting.
  if (!parsed.success)
    return new NetworkError(`unexpected answer ${response.status}`, waitMs, response.status);
  return new ServerError(parsed.data.code, response.status, parsed.data.message, waitMs);
}

/** Sends a request and parses its JSON answer. @throws ServerError, NetworkError */
export async function call<T>(transport: Transport, request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const response = await send(transport, request);
  let json: unknown;
  try {
    json = await response.json();
  } catch {
    throw new NetworkError('the answer broke off');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new NetworkError('the answer is not in a form this app knows');
  return parsed.data;
}
