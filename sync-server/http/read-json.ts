import type { Context } from 'hono';
import type * as z from 'zod/mini';
import { CodedError } from '../errors.ts';

/**
 * The request's body, parsed.
 *
 * @throws {CodedError} 400 `bad-json` where it is not JSON; the schema's error becomes 400 `bad-request`.
 */
export async function readJson<T>(c: Context, schema: z.ZodMiniType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CodedError('bad-json', 400, 'The body of this request is not JSON.');
  }
  return schema.parse(value);
}
