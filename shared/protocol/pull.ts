import * as z from 'zod/mini';
import { roleSchema } from '../model/directory.ts';
import { idSchema, timeSchema } from '../model/ids.ts';
import { deviceToldSchema } from './device.ts';
import { counterSchema, scopeKeySchema, senderShape, serverShape } from './envelope.ts';
import { bounds } from './version.ts';

export const packedVectorSchema = z.array(counterSchema).check(z.maxLength(400_000));

/** A vector by the digest the server gave it, or in full when the server no longer knows that digest. */
const askedVectorSchema = z.union([
  z.strictObject({ digest: z.string().check(z.maxLength(24)) }),
  /** `epoch`: the one the vector was reached in; where it is absent, the request's (SPEC E1). */
  z.strictObject({ vector: packedVectorSchema, epoch: z.optional(counterSchema) }),
]);
export type AskedVector = z.infer<typeof askedVectorSchema>;

/**
 * `POST /sync/pull`, the short form for a device that has everything as of a digest: is there anything new? The replica
 * must be the token's own, which stands for naming tenant and person.
 */
export const knockRequestSchema = z.strictObject({
  protocol: senderShape.protocol,
  replica: senderShape.replica,
  incarnation: senderShape.incarnation,
  sentAt: senderShape.sentAt,
  /** The digest of every held scope. */
  at: z.string().check(z.maxLength(24)),
  /** What the device tells of itself, now and then. */
  device: z.optional(deviceToldSchema),
});
export type KnockRequest = z.infer<typeof knockRequestSchema>;

/** `POST /sync/pull`: everything the vectors of all held scopes do not cover, in one snapshot (SPEC S4). */
export const pullRequestSchema = z.strictObject({
  ...senderShape,
  /** The earliest epoch of the steady scopes. */
  epoch: counterSchema,
  /** The steady scopes and where each stands. */
  scopes: z
    .record(scopeKeySchema, askedVectorSchema)
    .check(z.refine((scopes) => Object.keys(scopes).length <= bounds.scopes, 'too many scopes')),
  /** Scopes whose fill is under way: they cover nothing, and an eviction may move a row into one of them. */
  filling: z.array(scopeKeySchema).check(z.maxLength(bounds.scopes)),
  /** Receipts: scopes that were taken away, and when the device had let go of everything only they had. */
  dropped: z.optional(
    z.array(z.strictObject({ scope: scopeKeySchema, at: timeSchema })).check(z.maxLength(bounds.scopes)),
  ),
  /** Tickets to send whole, with everything under them. */
  want: z.array(idSchema).check(z.maxLength(bounds.wantTickets)),
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/**
 * One membership: [scope ordinal, kind code, ticket or row id, row id, r, n, row]; a null row is an eviction. The row
 * leaves out `id` and `ticketId`, which stand before it.
 */
export const entrySchema = z.tuple([
  counterSchema,
  counterSchema,
  z.string(),
  z.string(),
  counterSchema,
  counterSchema,
  z.nullable(z.record(z.string(), z.unknown())),
]);
export type Entry = z.infer<typeof entrySchema>;

/** What decides the scopes a person holds: their role, and the teams an agent is limited to (null: not limited). */
export const grantsSchema = z.object({ role: roleSchema, limitedTo: z.nullable(z.array(idSchema)) });
export type SentGrants = z.infer<typeof grantsSchema>;

/** The scopes a person holds now: [ordinal, key]. */
export const heldSchema = z.array(z.tuple([counterSchema, scopeKeySchema]));

export const pullReplySchema = z.union([
  /** Nothing has happened since. */
  z.object({ ...serverShape, same: z.literal(true) }),
  /** To a knock: there is something new, or the grants changed. Ask in full. */
  z.object({ ...serverShape, behind: z.literal(true) }),
  /** The server does not know a digest any more: ask with full vectors. */
  z.object({ ...serverShape, unknown: z.literal(true) }),
  /** Another life of the database (SPEC I1), or a vector ahead of it. */
  z.object({ ...serverShape, restored: z.literal(true) }),
  z.object({
    ...serverShape,
    /** The epoch that the asked vectors are in after the last page. */
    epoch: counterSchema,
    grants: z.optional(grantsSchema),
    held: heldSchema,
    /** Scopes that must be filled again: something was pruned that their vector does not cover (SPEC S6). */
    refill: z.array(scopeKeySchema),
    entries: z.array(entrySchema),
    /** For each asked scope, by ordinal: what its vector gains, and the new vector's digest once it has all. */
    to: z.record(z.string(), z.object({ gains: packedVectorSchema, digest: z.nullable(z.string()) })),
    more: z.boolean(),
    /** The wanted tickets that were looked up; those no longer shared simply bring no rows. */
    wanted: z.array(idSchema),
    /** On the last page: replicas that no vector of this epoch names any more (SPEC E1). */
    folded: z.optional(z.array(counterSchema)),
  }),
]);
export type PullReply = z.infer<typeof pullReplySchema>;
export type PullPage = Extract<PullReply, { entries: Entry[] }>;
