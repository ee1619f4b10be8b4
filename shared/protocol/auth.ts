import * as z from 'zod/mini';
import { roleSchema } from '../model/directory.ts';
import { idSchema } from '../model/ids.ts';

/** The name under which a browser refers to one of its signed-in accounts; also the end of that account's cookie name. */
const accountSchema = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/**
 * The identity of one wish to refresh. Made and *stored* before the request is sent, and sent again, unchanged, until
 * a reply arrives: the same attempt gets the same answer, another attempt with the old token looks like theft.
 */
const attemptSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/));

const printable = z.regex(/^\P{Cc}*$/u);
const slugSchema = z.string().check(z.trim(), z.toLowerCase(), z.minLength(1), z.maxLength(63), printable);

/** POST /auth/sign-in */
export const signInRequestSchema = z.strictObject({
  tenant: slugSchema,
  email: z.string().check(z.trim(), z.toLowerCase(), z.minLength(3), z.maxLength(254), printable),
  password: z.string().check(z.minLength(1), z.maxLength(1000)),
  /** A shared computer: signed in for 24 hours, or until the browser closes. */
  shared: z.optional(z.boolean()),
});

/** POST /auth/demo */
export const demoSignInRequestSchema = z.strictObject({ tenant: slugSchema, personId: idSchema });

/** POST /auth/refresh; the refresh token itself is a cookie. */
export const refreshRequestSchema = z.strictObject({ account: accountSchema, attempt: attemptSchema });

/** POST /auth/sign-out */
export const signOutRequestSchema = z.strictObject({
  account: accountSchema,
  /** Who this device was: its data is removed, and it will not be heard of again (SPEC E2). */
  replica: z.optional(idSchema),
});

/** The reply to sign-in, demo sign-in and refresh. The access token lives in memory only. */
export const sessionReplySchema = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.int(),
  account: accountSchema,
  person: z.object({ id: idSchema, name: z.string(), email: z.string(), role: roleSchema }),
  tenant: z.object({ id: idSchema, slug: z.string(), name: z.string() }),
});
export type SessionReply = z.infer<typeof sessionReplySchema>;

/** GET /auth/tenant */
export const tenantReplySchema = z.object({ slug: z.string(), name: z.string() });
export type TenantReply = z.infer<typeof tenantReplySchema>;

/** GET /auth/demo: who may be signed in without a password, on the demo's own machine. */
export const demoReplySchema = z.object({
  tenants: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      people: z.array(
        z.object({
          id: idSchema,
          name: z.string(),
          email: z.string(),
          role: roleSchema,
          teams: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type DemoReply = z.infer<typeof demoReplySchema>;
