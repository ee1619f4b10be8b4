import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { canonical } from '../../lib/fingerprint.ts';

/** A short hash of anything that is JSON. */
export const hash = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);

/** A short hash of what a schema takes. */
export const hashOf = (schema: z.ZodMiniType): string =>
  hash(z.toJSONSchema(schema as never, { unrepresentable: 'any', io: 'input' }));
