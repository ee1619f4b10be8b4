import * as z from 'zod/mini';
import { idSchema, lineSchema } from './ids.ts';
import { limits } from './limits.ts';
import { prioritySchema } from './ticket.ts';

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];

/** How long something may take, of the time that counts. */
const targetSchema = z.strictObject({
  targetMs: z.int().check(z.gte(MINUTE_MS), z.lte(365 * DAY_MS)),
  /** Whether only the hours of the policy's calendar count, or every hour. */
  business: z.boolean(),
});
export type Target = z.infer<typeof targetSchema>;

export const targetKinds = ['firstResponse', 'nextResponse', 'resolution'] as const;
export type TargetKind = (typeof targetKinds)[number];

const targetsSchema = z.strictObject({
  firstResponse: z.optional(targetSchema),
  nextResponse: z.optional(targetSchema),
  resolution: z.optional(targetSchema),
});

/** One of these; each at most once. */
const anyOf = <S extends z.ZodMiniType>(one: S) =>
  z.array(one).check(
    z.minLength(1),
    z.maxLength(limits.slaConditions),
    z.refine((list) => new Set(list).size === list.length, 'something is there twice'),
  );

/**
 * The statuses a policy may not count. Never `open`, or no work would count, nor `escalated`, whose new deadline would not
 * come; `resolved` and `closed` count in no policy.
 */
const pausingSchema = z.enum(['new', 'pending']);

/** What a tenant promises for some of its tickets. */
export const slaPolicySchema = z
  .strictObject({
    name: lineSchema(limits.name),
    /** The lowest that fits a ticket holds. */
    order: z.int().check(z.gte(0), z.lte(10_000)),
    /** Absent is any; all that are given must hold. A ticket's tags hold where one of them is listed. */
    conditions: z.strictObject({
      priorities: z.optional(anyOf(prioritySchema)),
      categoryIds: z.optional(anyOf(idSchema)),
      teamIds: z.optional(anyOf(idSchema)),
      tagIds: z.optional(anyOf(idSchema)),
    }),
    /** What is absent is not promised. */
    targets: z.partialRecord(prioritySchema, targetsSchema),
    calendarId: z.nullable(idSchema),
    /** In which statuses the time to a resolution stands still. Answers are owed in every status. */
    pausedIn: z
      .array(pausingSchema)
      .check(z.refine((list) => new Set(list).size === list.length, 'a status is there twice')),
    /** How much of a target is used up when its people are warned; 75 leaves the last quarter. */
    warnAtPercent: z.int().check(z.gte(1), z.lte(99)),
  })
  .check(
    z.refine(
      ({ calendarId, targets }) =>
        calendarId !== null ||
        !Object.values(targets).some((of) => targetKinds.some((kind) => of?.[kind]?.business)),
      { path: ['calendarId'], message: 'business hours need a calendar' },
    ),
  );
export type SlaPolicy = z.infer<typeof slaPolicySchema>;
