import { issueAccessToken } from '../../sync-server/auth/tokens.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import { LocalReplica } from '../../sync-server/sync/local-replica.ts';
import { provisionTenant } from '../../sync-server/tenants/provision.ts';
import type { Person } from './device.ts';
import { inhabit } from './globals.ts';
import { streamOf } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { Server } from './server.ts';
import { backupOf, type Backup, type Store } from './store.ts';

/** When every world begins. */
export const START_MS = Date.UTC(2026, 10, 21, 8);

/** The desk every world begins with: five people, their sessions, lists, and a few tickets. */
export interface Desk {
  backup: Backup;
  tenantId: string;
  people: Record<'admin' | 'ana' | 'ben' | 'rita' | 'rolf', Person>;
  sessions: Map<string, string>;
  teamId: string;
  categoryIds: string[];
  tagIds: string[];
  fieldId: string;
  secretFieldId: string;
}

/** Makes the desk once; a world then begins by putting its backup in place. */
export async function makeDesk(store: Store): Promise<Desk> {
  const scheduler = new Scheduler(streamOf(0, 'base'), START_MS - 3_600_000);
  inhabit({ scheduler, random: streamOf(0, 'base ids') });
  await store.join(scheduler);
  const server = new Server(scheduler, store, 0, () => undefined);
  let desk: Omit<Desk, 'backup'> | undefined;
  scheduler.soon(() => void furnish(server).then((value) => (desk = value)), server.owner);
  await scheduler.run(() => desk !== undefined && store.isFree, scheduler.nowMs + 600_000);
  if (!desk) throw new Error('the desk could not be made');
  const backup = await backupOf(store);
  scheduler.drop(server.owner);
  await store.abandon(server.owner);
  inhabit(undefined);
  return { ...desk, backup };
}

async function furnish({ parts }: Server): Promise<Omit<Desk, 'backup'>> {
  const id = (): string => crypto.randomUUID();
  const person = (name: string, role: Person['role']): Person => ({ id: id(), name, role });
  const people: Desk['people'] = {
    admin: person('Admin', 'admin'),
    ana: person('Ana', 'agent'),
    ben: person('Ben', 'agent'),
    rita: person('Rita', 'user'),
    rolf: person('Rolf', 'user'),
  };
  const tenantId = id();
  const [teamId, fieldId, secretFieldId] = [id(), id(), id()] as [string, string, string];
  const categoryIds = [id(), id()];
  const tagIds = [id(), id()];
  const at = parts.now();
  await inTenant(parts.sql, tenantId, (tx) =>
    provisionTenant(
      tx,
      {
        id: tenantId,
        slug: 'sim',
        name: 'Sim',
        people: Object.values(people).map((one) => ({
          ...one,
          email: `${one.name.toLowerCase()}@desk.example`,
        })),
        teams: [{ id: teamId, name: 'North crew' }],
        memberships: [{ id: id(), teamId, personId: people.ana.id }],
        categories: categoryIds.map((category, i) => ({ id: category, name: `Category ${i}` })),
        tags: tagIds.map((tag, i) => ({ id: tag, name: `tag ${i}` })),
        fields: [
          { id: fieldId, key: 'asset', label: 'Asset', type: 'text', public: true },
          { id: secretFieldId, key: 'cost', label: 'Cost', type: 'text' },
        ],
      },
      at,
    ),
  );
  const sessions = new Map<string, string>();
  for (const one of Object.values(people)) {
    const session = id();
    sessions.set(one.id, session);
    await inTenant(parts.sql, tenantId, (tx) => tx`
      insert into sessions (tenant_id, id, person_id, token_hash, created_at, used_at, expires_at)
      values (${tenantId}, ${session}, ${one.id}, ${session}, ${at}, ${at}, ${at + 3_000 * 86_400_000})`); // prettier-ignore
  }
  const importer = new LocalReplica(parts.sql, {
    tenantId,
    actor: { id: people.admin.id, role: 'admin' },
    app: 'sim',
    now: parts.now,
    onBug: (error) => {
      throw error;
    },
  });
  await importer.submit(
    [0, 1, 2].map((i) => ({
      name: 'ticket.create' as const,
      uid: id(),
      args: {
        id: id(),
        number: null,
        title: `ticket ${i}`,
        description: `about ${i}`,
        priority: 'medium' as const,
        categoryId: null,
        requesterId: (i % 2 ? people.rolf : people.rita).id,
        assigneeId: null,
        teamId: null,
        place: null,
      },
    })),
  );
  return { tenantId, people, sessions, teamId, categoryIds, tagIds, fieldId, secretFieldId };
}

/** An access token of a person's session, as a refresh would give. */
export async function tokenOf(desk: Desk, server: Server, person: Person): Promise<string> {
  const claims = {
    sub: person.id,
    tid: desk.tenantId,
    sid: desk.sessions.get(person.id) ?? '',
    role: person.role,
  };
  return await issueAccessToken(deriveKey(server.parts.secret, 'access-token'), claims, server.parts.now());
}
