import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { canonical } from '../../lib/fingerprint.ts';

/** A schema as JSON Schema: what it takes, apart from what only code looks at. */
export type Shape = Record<string, unknown>;

/** A short hash of anything that is JSON. */
export const hash = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);

export const shapeOf = (schema: z.ZodMiniType): Shape =>
  z.toJSONSchema(schema as never, { unrepresentable: 'any', io: 'input' });

/** A short hash of what a schema takes. */
export const hashOf = (schema: z.ZodMiniType): string => hash(shapeOf(schema));
