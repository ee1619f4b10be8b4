import * as z from 'zod/mini';
import { idSchema, timeSchema } from '../model/ids.ts';

export const counterSchema = z.int().check(z.gte(0), z.lte(2_147_483_647));
export const dotSchema = z.tuple([counterSchema, counterSchema]);
/** A kind of scope this side does not know is carried as it is: an old app goes on working beside new scopes (SPEC V1). */
export const scopeKeySchema = z.string().check(z.regex(/^[a-z][a-z-]{0,19}(:[0-9a-f-]{36})?$/));

/** What every sync request says of itself. The server refuses a tenant or person that the token does not name. */
export const senderShape = {
  protocol: z.int(),
  tenant: idSchema,
  person: idSchema,
  replica: idSchema,
  /** Which life of the server's database the device last met; null before the first contact. */
  incarnation: z.nullable(idSchema),
  /** The device's clock when it sent: the server measures skew by it. */
  sentAt: timeSchema,
  /** Mutations still unsent after this request; 0 means that the device has handed over everything. */
  left: counterSchema,
  app: z.string().check(z.regex(/^[\w.+-]{1,40}$/)),
} as const;

/** What every sync reply says of the server. */
export const serverShape = {
  incarnation: idSchema,
  now: timeSchema,
} as const;
