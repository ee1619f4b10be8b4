import { canonical } from '../../shared/lib/fingerprint.ts';
import type { Sql } from '../../sync-server/db/connect.ts';
import { confirmedIn, projectionFor, serverRows, type Projection } from '../fleet/invariants.ts';
import { type Entry, type Ledger, markersIn } from './ledger.ts';
import type { Dump } from './page/handle.ts';

/** What became of everything that anybody ever made in this run, counted from the database. */
export interface Tally {
  /** Changes that somebody's device has made, and those of them that the app had told the person it keeps. */
  made: number;
  kept: number;
  /** Kept, and without a verdict or an effect. */
  lost: string[];
  /** Done more than once, or done by nobody. */
  doubled: string[];
}

interface Logged {
  uid: string;
  status: string;
  code: string | null;
  r: number;
  n: number;
}

/** Counts verdicts, audit entries and effects against the ledger. The demo's own data is left out. */
export async function count(sql: Sql, tenantId: string, ledger: Ledger): Promise<Tally> {
  const verdicts = await sql<Logged[]>`
    select v.uid, v.status, v.code, v.r, v.n from verdicts v
    join replicas p on p.tenant_id = v.tenant_id and p.ord = v.r
    where v.tenant_id = ${tenantId} and p.app is distinct from 'waypost-demo'`;
  const audits = await sql<{ r: number; n: number; refused: boolean; times: number }[]>`
    select a.r, a.n, bool_or(a.refused is not null) as refused, count(*)::int as times from audit a
    join replicas p on p.tenant_id = a.tenant_id and p.ord = a.r
    where a.tenant_id = ${tenantId} and p.app is distinct from 'waypost-demo' and p.person_id is not null
    group by a.r, a.n`;
  const effects = await effectsByMarker(sql, tenantId);
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.uid, verdict]));
  const auditsAt = new Map(audits.map((audit) => [`${audit.r}.${audit.n}`, audit]));
  const tally: Tally = { made: 0, kept: ledger.keptCount, lost: [], doubled: [] };
  for (const entry of ledger.entries.values()) {
    const times = effects.get(entry.marker) ?? 0;
    const verdict = entry.uid ? verdictOf.get(entry.uid) : undefined;
    if (entry.kept || times > 0) tally.made += 1;
    if (times > 1) tally.doubled.push(`${entry.marker}: ${times} effects`);
    if (entry.kept && times === 0) tally.lost.push(`${entry.marker}: ${whyLost(entry, verdict)}`);
  }
  // Whatever was done must have been made by somebody, once: dots, audit entries and effects are equally many. What was
  // refused is audited as that, once as well.
  for (const { uid, r, n, status } of verdicts) {
    const { times, refused } = auditsAt.get(`${r}.${n}`) ?? { times: 0, refused: status === 'refused' };
    if (times !== 1) tally.doubled.push(`${uid}: ${times} audit entries`);
    if (refused !== (status === 'refused')) tally.doubled.push(`${uid}: ${status}, and audited otherwise`);
  }
  if (audits.length !== verdicts.length)
    tally.doubled.push(`${audits.length} audited for ${verdicts.length} verdicts`);
  const done = verdicts.filter(({ status }) => status !== 'refused');
  const known = [...ledger.entries.keys()].reduce((sum, marker) => sum + (effects.get(marker) ?? 0), 0);
  if (known !== done.length) tally.doubled.push(`${known} effects of ${done.length} done`);
  return tally;
}

function whyLost({ uid }: Entry, verdict: Logged | undefined): string {
  if (verdict) return `${verdict.status} ${verdict.code ?? ''} without effect`;
  return uid ? 'no verdict' : 'typed, and not there';
}

/** How often each marker stands where only one change can have put it: a message, a new ticket, a timeline entry. */
async function effectsByMarker(sql: Sql, tenantId: string): Promise<Map<string, number>> {
  const words = await sql<{ words: string }[]>`
    select body as words from messages where tenant_id = ${tenantId} and body like '%[%'
    union all select description from tickets where tenant_id = ${tenantId} and description like '%[%'
    union all select new_value::text from events where tenant_id = ${tenantId} and what = 'title'`;
  const counted = new Map<string, number>();
  for (const marker of words.flatMap((row) => markersIn(row.words)))
    counted.set(marker, (counted.get(marker) ?? 0) + 1);
  return counted;
}

/** How the rows of a device differ from what the server would show this person; undefined when they are equal. */
export async function differenceOf(sql: Sql, dump: Dump): Promise<string | undefined> {
  const held = confirmedIn(dump);
  const wanted = projectionFor(await serverRows(sql, dump.tenantId), dump.person);
  const open = dump.outbox.filter((entry) => entry.state !== 'refused');
  if (open.length) return `${open.length} changes wait`;
  return firstDifference(held, wanted);
}

function firstDifference(held: Projection, wanted: Projection): string | undefined {
  if (canonical(held) === canonical(wanted)) return undefined;
  const keys = [...new Set([...Object.keys(held), ...Object.keys(wanted)])];
  const different = keys.filter((key) => held[key] !== wanted[key]);
  const [key = ''] = different;
  return `${different.length} rows differ, ${key}: ${held[key] ?? 'absent'} here, ${wanted[key] ?? 'absent'} there`;
}
