import type { Dot } from '../../shared/clock/dot.ts';
import type { PackedVector } from '../../shared/clock/vector.ts';
import { policyRef } from '../../shared/model/policy.ts';
import { childKinds, kindCodes } from '../../shared/model/rows.ts';
import type { DeviceTold } from '../../shared/protocol/device.ts';
import { PREPARED, type Tx } from './connect.ts';
import type { ReplicaState } from './sync/replicas.ts';
import { tables } from './sync/tables.ts';

/** What is known of a device beside its replica (0029_devices.sql). Times are milliseconds since 1970, the server's. */
export interface DeviceReport {
  heardAt: number;
  digest: string | null;
  vector: PackedVector | null;
  epoch: number | null;
  heldAt: number | null;
  /** Moments at which it had everything, ascending. */
  wholeAt: number[];
  told: DeviceTold | null;
  toldAt: number | null;
}

const reportColumns = `d.heard_at as "heardAt", d.digest, d.vector, d.epoch, d.held_at as "heldAt",
  d.whole_at as "wholeAt", d.told, d.told_at as "toldAt"`;

/** When a device was last written down, where it stood, and whether it had everything then. */
export interface Heard {
  heardAt: number;
  digest: string | null;
  isWhole: boolean;
}

type Knocking = Pick<ReplicaState, 'ord' | 'personId' | 'seenAt' | 'retiredAt'>;

/** The replica that knocks, and what is written down of its device, if anything is. */
export async function findKnocking(
  tx: Tx,
  replicaId: string,
): Promise<(Knocking & { heard: Heard | undefined }) | undefined> {
  const [row] = await tx.unsafe<(Knocking & Partial<Heard>)[]>(
    `select r.ord, r.person_id as "personId", r.seen_at as "seenAt", r.retired_at as "retiredAt",
       d.heard_at as "heardAt", d.digest, coalesce((d.whole_at->>-1)::bigint = d.heard_at, false) as "isWhole"
     from replicas r left join devices d on d.tenant_id = r.tenant_id and d.r = r.ord where r.id = $1`,
    [replicaId],
    PREPARED,
  );
  if (!row) return undefined;
  const { heardAt, digest = null, isWhole = false, ...replica } = row;
  return { ...replica, heard: typeof heardAt === 'number' ? { heardAt, digest, isWhole } : undefined };
}

export async function readReport(tx: Tx, r: number): Promise<DeviceReport | undefined> {
  const [row] = await tx.unsafe<DeviceReport[]>(`select ${reportColumns} from devices d where d.r = $1`, [r]);
  return row;
}

/** Lost in a crash of PostgreSQL, it comes again with the next knock: nobody waits for the disk. */
export async function writeReport(tx: Tx, tenantId: string, r: number, report: DeviceReport): Promise<void> {
  const { heardAt, digest, vector, epoch, heldAt, wholeAt, told, toldAt } = report;
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const unhurried = tx`select set_config('synchronous_commit', 'off', true)`.execute();
  const written = tx`
    insert into devices (tenant_id, r, heard_at, digest, vector, epoch, held_at, whole_at, told, told_at)
    values (${tenantId}, ${r}, ${heardAt}, ${digest}, ${json(vector)}::text::jsonb, ${epoch}, ${heldAt},
      ${json(wholeAt)}::text::jsonb, ${json(told)}::text::jsonb, ${toldAt})
    on conflict (tenant_id, r) do update set heard_at = excluded.heard_at, digest = excluded.digest,
      vector = case when devices.digest = excluded.digest then devices.vector else excluded.vector end,
      epoch = excluded.epoch, held_at = excluded.held_at, whole_at = excluded.whole_at,
      told = excluded.told, told_at = excluded.told_at`;
  await Promise.all([unhurried, written]);
}

/** An installation in use. */
export interface KnownDevice {
  ord: number;
  personId: string;
  seenAt: number;
  app: string | null;
  /** Nothing where it has not said where it stands. */
  report: DeviceReport | null;
}

/**
 * Installations in use of people who are here; of `personIds` alone, if given. The staff's come first, of whom an admin asks,
 * and who are not crowded out by requesters, of whom there may be thousands; then last heard of first.
 */
export async function readDevices(
  tx: Tx,
  limit: number,
  personIds?: readonly string[],
): Promise<KnownDevice[]> {
  const rows = await tx.unsafe<(Omit<KnownDevice, 'report'> & Partial<DeviceReport>)[]>(
    `select r.ord, r.person_id as "personId", r.seen_at as "seenAt", r.app, ${reportColumns}
     from replicas r join people p on p.tenant_id = r.tenant_id and p.id = r.person_id and p.active
     left join devices d on d.tenant_id = r.tenant_id and d.r = r.ord
     where r.retired_at is null and ($1::uuid[] is null or r.person_id = any($1::uuid[]))
     order by p.role = 'user', greatest(r.seen_at, coalesce(d.heard_at, 0)) desc, r.ord limit $2`,
    [personIds ? [...personIds] : null, limit],
  );
  return rows.map(({ ord, personId, seenAt, app, ...report }) => ({
    ord,
    personId,
    seenAt,
    app,
    report: report.wholeAt ? (report as DeviceReport) : null,
  }));
}

/**
 * The dots under which a ticket and everything under it came to be as it is in a scope: of its rows, of its registers, and
 * of its memberships there.
 */
export async function readDotsOf(tx: Tx, ticketId: string, scope: string): Promise<Dot[]> {
  const children = childKinds.map((kind) => `select r, n from ${tables[kind]} where ticket_id = $1::uuid`);
  const rows = await tx.unsafe<{ r: number; n: number }[]>(
    `select r, n from tickets where id = $1::uuid
     union select (o.mark->>0)::int, (o.mark->>1)::int from tickets t, jsonb_each(t.over) as o(register, mark)
       where t.id = $1::uuid and t.over is not null
     union select f.r, f.n from feed f join scopes s on s.tenant_id = f.tenant_id and s.ord = f.scope
       where s.key = $2 and f.kind = any($3::int[]) and f.parent_id = $1::uuid
     union ${children.join(' union ')}`,
    [ticketId, scope, [kindCodes.ticket, ...childKinds.map((kind) => kindCodes[kind])]],
  );
  return rows.map(({ r, n }): Dot => [r, n]);
}

/** When the last thing was done to a ticket, by whatever was about it too, as the server had it; null where nothing was. */
export async function readTouchedAt(tx: Tx, ticketId: string): Promise<number | null> {
  const [row] = await tx<{ at: number | null }[]>`
    select max(a.received_at) as at from audit_tickets x
    join audit a on a.tenant_id = x.tenant_id and a.id = x.audit_id
    where x.ticket_id = ${ticketId} and a.refused is null and a.n is not null`;
  return row?.at ?? null;
}

/** Something that lets a person see a ticket: by which dot it is so, and when the server had that; null: from the start. */
export interface Given {
  dot: Dot;
  at: number | null;
}

/** What the grants of a person on a ticket come from; the policy `agents-see` and a membership only where there is one. */
export interface GivenTo {
  role: Given;
  policy?: Given;
  /** In the team that has it. */
  membership?: Given;
}

/**
 * What the grants of these people on a ticket of a team come from: their rows' last dots, and when the server had these. What
 * was there before the tenant's first change has no time in the log.
 */
export async function readGivenTo(
  tx: Tx,
  personIds: readonly string[],
  teamId: string | null,
): Promise<Map<string, GivenTo>> {
  const rows = await tx<{ what: keyof GivenTo; personId: string; r: number; n: number; at: number | null }[]>`
    select x.what, x."personId", x.r, x.n, (
      select max(a.received_at) from audit a where a.subject_id = x.id and a.r = x.r and a.n = x.n
    ) as at
    from (
      select 'role' as what, id as "personId", id, r, n from people where id = any(${personIds}::uuid[])
      union all select 'membership', person_id, id, r, n from memberships
        where team_id = ${teamId} and person_id = any(${personIds}::uuid[]) and not removed
      union all select 'policy', p.id, y.id, y.r, y.n from people p cross join policies y
        where p.id = any(${personIds}::uuid[]) and y.id = ${policyRef('agents-see').id}
    ) x`;
  const given = new Map<string, Partial<GivenTo>>();
  for (const { what, personId, r, n, at } of rows)
    given.set(personId, { ...given.get(personId), [what]: { dot: [r, n], at } });
  return new Map(
    [...given].flatMap(([id, { role, ...more }]) => (role ? [[id, { role, ...more }] as const] : [])),
  );
}

/** Those who are in a team now. */
export async function readMembersOf(tx: Tx, teamId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select person_id as id from memberships where team_id = ${teamId} and not removed`;
  return rows.map(({ id }) => id);
}
