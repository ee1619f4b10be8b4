import { Hono } from 'hono';
import { idSchema } from '../../shared/model/ids.ts';
import { rowKey, type RowTypes } from '../../shared/model/rows.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import type { FleetReply, TicketDevicesReply } from '../../shared/protocol/device.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { worksOn, type Grants, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { actorOf, requireActor, revoked } from '../auth/actor.ts';
import { asAllowed, type Guarded } from '../auth/as-allowed.ts';
import { asThere } from '../auth/as-there.ts';
import type { Tx } from '../db/connect.ts';
import {
  readDevices,
  readDotsOf,
  readGivenTo,
  readMembersOf,
  readTouchedAt,
  type KnownDevice,
} from '../db/devices.ts';
import { readFoldedSince } from '../db/sync/folded.ts';
import { grantsOf, readGrants } from '../db/sync/grants.ts';
import { readRows } from '../db/sync/read-rows.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { holdingOf, waysTo, type Touched } from './holding.ts';

/** More than anybody looks at for one ticket. */
const DEVICES_OF_TICKET = 50;

/** What the server knows of devices (SPEC A2): the list of them for admins, and where a ticket has arrived. */
export function deviceRoutes(parts: Parts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));

  routes.get('/', async (c) => {
    const asked: Guarded = {
      permission: 'people:manage',
      action: 'devices.read',
      subject: 'device',
      refusal: 'Only an admin may see everybody’s devices.',
      mode: 'snapshot',
    };
    const devices = await asAllowed(parts, c, asked, (tx) => readDevices(tx, bounds.fleet + 1));
    const reply: FleetReply = {
      devices: devices.slice(0, bounds.fleet).map(({ ord, personId: whose, app, ...device }) => ({
        ord,
        personId: whose,
        heardAt: heardAt(device),
        wholeAt: device.report?.wholeAt.at(-1) ?? null,
        app: device.report?.told?.app ?? app,
        told: device.report?.told ?? null,
      })),
      more: devices.length > bounds.fleet,
    };
    return c.json(reply);
  });

  routes.get('/of-ticket/:id', async (c) => {
    const { tenantId, personId } = actorOf(c);
    const id = idSchema.safeParse(c.req.param('id'));
    if (!id.success) throw new CodedError('not-found', 404, notThere);
    const ticketId = id.data;
    const read = () => inTenant(parts.sql, tenantId, (tx) => devicesOf(tx, personId, ticketId), 'snapshot');
    const reply = await asThere(parts, c, { action: 'delivery.read', ticketId, refusal: notThere }, read);
    return c.json(reply);
  });

  return routes;
}

const heardAt = ({ seenAt, report }: Pick<KnownDevice, 'seenAt' | 'report'>): number =>
  Math.max(seenAt, report?.heardAt ?? 0);

const notThere = 'This ticket is not there, or not shared with you.';

/**
 * The devices of whoever is to do the work: its assignee, or, where it has none, its team. Undefined for those who do not
 * work on the ticket, if there is one.
 */
async function devicesOf(tx: Tx, askerId: string, ticketId: string): Promise<TicketDevicesReply | undefined> {
  const ref = ticketRef(ticketId);
  const [asker, rows] = await Promise.all([grantsOf(tx, askerId), readRows(tx, [ref])]);
  if (!asker) throw revoked();
  const ticket = rows.get(rowKey(ref))?.row as RowTypes['ticket'] | undefined;
  if (!ticket || !worksOn(asker, ticket)) return undefined;
  const people = ticket.assigneeId
    ? [ticket.assigneeId]
    : ticket.teamId
      ? await readMembersOf(tx, ticket.teamId)
      : [];
  if (!people.length) return { devices: [] };
  const [grants, given, devices, at, folded] = await Promise.all([
    readGrants(tx, people),
    readGivenTo(tx, people, ticket.teamId),
    readDevices(tx, DEVICES_OF_TICKET, people),
    readTouchedAt(tx, ticketId),
    readFoldedSince(tx, 0),
  ]);
  const touched = new Map<ScopeKey, Touched>();
  for (const scope of new Set([...grants.values()].flatMap((one) => scopeOf(one, ticket) ?? [])))
    touched.set(scope, { dots: await readDotsOf(tx, ticketId, scope), folded, at });
  return {
    devices: devices.flatMap(({ personId, report, seenAt }) => {
      const person = grants.get(personId);
      const scope = person && scopeOf(person, ticket);
      const about = scope && touched.get(scope);
      const from = given.get(personId);
      const held =
        about && from
          ? holdingOf(report, about, waysTo(person, from))
          : ({ holding: 'none', since: null } as const);
      const { kind = 'computer', name = null } = report?.told ?? {};
      return [{ personId, kind, name, ...held, heardAt: heardAt({ report, seenAt }) }];
    }),
  };
}

/** The scope in which somebody holds a ticket that they work on. */
function scopeOf(grants: Grants, ticket: Ticket): ScopeKey | undefined {
  if (!worksOn(grants, ticket)) return undefined;
  return grants.limitedTo && grants.role !== 'admin' ? `team:${ticket.teamId ?? ''}` : 'desk';
}
