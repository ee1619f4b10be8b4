import * as z from 'zod/mini';
import { idSchema, lineSchema, timeSchema } from '../model/ids.ts';
import { counterSchema } from './envelope.ts';
import { bounds } from './version.ts';

export const deviceKinds = ['phone', 'tablet', 'computer'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

const bytesSchema = z.nullable(z.int().check(z.gte(0), z.lte(2 ** 50)));

/** What a device tells of itself with a question it asks anyway (protocol/pull.ts). Times are by its own clock. */
export const deviceToldSchema = z.strictObject({
  kind: z.enum(deviceKinds),
  /** `Chrome on Android` */
  name: lineSchema(60),
  app: z.string().check(z.regex(/^[\w.+-]{1,40}$/)),
  /** Own changes that the server has not answered, files that it does not have, and when the oldest was made. */
  unsent: counterSchema,
  oldestAt: z.nullable(timeSchema),
  /** What the browser says of its storage. */
  usedBytes: bytesSchema,
  quotaBytes: bytesSchema,
});
export type DeviceTold = z.infer<typeof deviceToldSchema>;

/** `GET /desk/devices`: the installations in use, for admins: the staff's first, each last heard of first. Times are the server's. */
export const fleetReplySchema = z.object({
  devices: z
    .array(
      z.object({
        /** Its small number: the same as in the log. */
        ord: counterSchema,
        personId: idSchema,
        heardAt: timeSchema,
        /** When it last had everything there was; null: not that anybody knows. */
        wholeAt: z.nullable(timeSchema),
        app: z.nullable(z.string()),
        told: z.nullable(deviceToldSchema),
      }),
    )
    .check(z.maxLength(bounds.fleet)),
  /** There are more than are listed. */
  more: z.boolean(),
});
export type FleetReply = z.infer<typeof fleetReplySchema>;

/** What a device has of a ticket: all of it as it is now, an earlier state of it, or nothing. */
export const holdings = ['all', 'part', 'none'] as const;
export type Holding = (typeof holdings)[number];

/** `GET /desk/devices/of-ticket/:id`: on which devices of its assignee and team a ticket is, for those who work on it. */
export const ticketDevicesReplySchema = z.object({
  devices: z.array(
    z.object({
      personId: idSchema,
      kind: z.enum(deviceKinds),
      name: z.nullable(z.string()),
      holding: z.enum(holdings),
      /** Since when it is known to have all of it as it is now. */
      since: z.nullable(timeSchema),
      heardAt: timeSchema,
    }),
  ),
});
export type TicketDevicesReply = z.infer<typeof ticketDevicesReplySchema>;
