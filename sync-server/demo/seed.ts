import { must } from '../../shared/lib/must.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { Sql } from '../db/connect.ts';
import { readVerdicts } from '../db/sync/log.ts';
import { inTenant } from '../db/tenant.ts';
import { transaction } from '../db/transaction.ts';
import { stableId } from '../import/stable-id.ts';
import type { Parts } from '../parts.ts';
import { LocalReplica, type LocalMutation } from '../sync/local-replica.ts';
import { provisionTenant, type NewTenant } from '../tenants/provision.ts';
import type { DemoDesk } from './desk.ts';
import { fieldValues } from './field-values.ts';
import { fieldWork } from './field-work.ts';
import { harbor } from './harbor.ts';
import { nordlicht } from './nordlicht.ts';
import { Random } from './random.ts';
import { makeTickets, type TicketSource } from './tickets.ts';

/** Everybody in the demo has this one. */
export const demoPassword = 'waypost-demo';

/** People of the tenant `nordlicht` to enter as. */
export const demoEmails = {
  admin: 'admin@nordlicht.example',
  dispatcher: 'mirela@nordlicht.example',
  fieldAgent: 'ana@nordlicht.example',
  requester: 'rita@waterworks.example',
} as const;

const DAY_MS = 86_400_000;
/** Any constant: servers that start at once on one database seed it one after the other. */
const SEED_LOCK = 620_415_003;

const desks: DemoDesk[] = [nordlicht, harbor];

/**
 * Makes the two desks of the demo with their people and tickets, unless they are there. What was cut off half-way is
 * finished the next time: every id and every mutation's identity is the same at each run.
 */
export async function seedDemo(parts: Pick<Parts, 'sql' | 'now' | 'log'>): Promise<void> {
  // The lock is all this transaction is for: a connection that is lost takes only the seeding with it (transaction.ts).
  await transaction(parts.sql, '', async (tx) => {
    await tx`select pg_advisory_xact_lock(${SEED_LOCK})`;
    for (const desk of desks) await seedDesk(parts, desk);
  });
}

const idIn = (desk: DemoDesk, list: string, key: string) => stableId('demo', desk.slug, list, key);
const doneIn = (desk: DemoDesk) => idIn(desk, 'mutation', 'last');

async function seedDesk(parts: Pick<Parts, 'sql' | 'now' | 'log'>, desk: DemoDesk): Promise<void> {
  const { sql, now, log } = parts;
  const nowMs = now();
  const tenantId = idIn(desk, 'tenant', desk.slug);
  const known = await sql<{ id: string }[]>`select tenant_id as id from find_tenant(${desk.slug})`;
  if (known[0] && known[0].id !== tenantId) return; // somebody's own tenant has this name
  const admin = must(
    desk.people.find(({ role }) => role === 'admin'),
    'admin',
  );
  const adminId = idIn(desk, 'person', admin.email);
  if (known[0]) {
    const done = await inTenant(sql, tenantId, (tx) => readVerdicts(tx, adminId, [doneIn(desk)]));
    if (done.size > 0) return;
  } else await provision(sql, desk, tenantId, nowMs);
  const mutations = work(desk, nowMs);
  const replica = new LocalReplica(sql, {
    tenantId,
    actor: { id: adminId, role: 'admin' },
    app: 'waypost-demo',
    since: nowMs - 400 * DAY_MS, // values were set long ago
    now,
    onBug: (error) => log.error({ err: error }, 'seeding the demo'),
  });
  const verdicts = await replica.submit(mutations);
  const refused = verdicts.find((verdict) => verdict.status === 'refused');
  if (refused) throw new Error(`bug: the demo's own data was refused: ${refused.message}`);
  await replica.retire();
}

async function provision(sql: Sql, desk: DemoDesk, tenantId: string, nowMs: number): Promise<void> {
  const passwordHash = await hashPassword(demoPassword);
  const named = (list: string, names: readonly string[]) =>
    names.map((name) => ({ id: idIn(desk, list, name), name }));
  const tenant: NewTenant = {
    id: tenantId,
    slug: desk.slug,
    name: desk.name,
    demo: true,
    people: desk.people.map((person) => ({
      ...person,
      id: idIn(desk, 'person', person.email),
      passwordHash,
    })),
    teams: named('team', Object.keys(desk.teams)),
    memberships: Object.entries(desk.teams).flatMap(([team, emails]) =>
      emails.map((email, i) => ({
        id: idIn(desk, 'membership', `${team} ${email}`),
        teamId: idIn(desk, 'team', team),
        personId: idIn(desk, 'person', email),
        lead: i === 0,
      })),
    ),
    categories: named('category', desk.categories),
    tags: named('tag', desk.tags),
    fields: desk.fields.map((field) => ({ ...field, id: idIn(desk, 'field', field.key) })),
  };
  await inTenant(sql, tenantId, (tx) => provisionTenant(tx, tenant, nowMs));
}

/** All that is handed over, in order: tickets with their conversations, then what is done on the spot and values of fields. */
function work(desk: DemoDesk, nowMs: number): LocalMutation[] {
  const random = new Random(desk.seed);
  const source: TicketSource = {
    ...desk,
    nameOf: (email) =>
      firstName(
        must(
          desk.people.find((person) => person.email === email),
          'person',
        ).name,
      ),
    idOf: (list, key) => idIn(desk, list, key),
  };
  const tickets = makeTickets(random, source, nowMs);
  const mutations: LocalMutation[] = [
    ...tickets.map(({ args }) => ({ name: 'ticket.import' as const, args, uid: '' })),
    ...(desk.fields.length > 0
      ? [
          ...fieldWork(new Random(desk.seed + 1), tickets, nowMs, (list, key) => idIn(desk, list, key)),
          ...fieldValues(random, tickets, nowMs, (key) => idIn(desk, 'field', key)),
        ]
      : []),
  ];
  return mutations.map((mutation, i) => ({
    ...mutation,
    uid: i === mutations.length - 1 ? doneIn(desk) : idIn(desk, 'mutation', String(i)),
  }));
}

/** Names in scripts without spaces between letters of a name are used whole. */
function firstName(name: string): string {
  return /^\p{Script=Latin}/u.test(name) ? (name.split(' ')[0] ?? name) : name;
}
