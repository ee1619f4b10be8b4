import { randomUUID } from 'node:crypto';
import type { Verdict } from '../../shared/protocol/push.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { LocalMutation, LocalReplica } from '../sync/local-replica.ts';
import type { CsvRow } from './csv-rows.ts';
import type { Directory } from './directory.ts';
import type { rowReader, TicketDraft } from './row-to-ticket.ts';
import { stableId } from './stable-id.ts';

export type ImportResult = {
  created: number;
  already: number;
  refused: { line: number; reason: string }[];
  /** Names of teams the tenant does not have, and in how many rows. */
  unknownTeams: Map<string, number>;
  dryRun: boolean;
};

export type ImportInput = {
  rows: AsyncIterable<CsvRow>;
  read: ReturnType<typeof rowReader>;
  source: string;
  tenantId: string;
  /** Of the rows that name none. */
  requesterId?: string;
  directory: Directory;
  replica: LocalReplica;
  dryRun: boolean;
  onProgress: (result: ImportResult) => void;
};

/** A row that can become a ticket. */
type Ready = { line: number; draft: TicketDraft; requesterId: string };

/**
 * Imports row after row, in batches that each stand or fall as one. What is here already (by source and id) is passed
 * over without a trace, so that a stopped import is gone on with by running it again.
 */
export async function importRows(input: ImportInput): Promise<ImportResult> {
  const { dryRun } = input;
  const result: ImportResult = { created: 0, already: 0, refused: [], unknownTeams: new Map(), dryRun };
  const lineOfId = new Map<string, number>();
  let batch: Ready[] = [];
  const flush = async () => {
    await importBatch(input, batch, result);
    batch = [];
    input.onProgress(result);
  };
  for await (const row of input.rows) {
    const ready = readyFrom(row, input);
    const earlier = 'draft' in ready ? lineOfId.get(ready.draft.externalId) : undefined;
    if ('reason' in ready) result.refused.push(ready);
    else if (earlier !== undefined) {
      result.refused.push({ line: row.line, reason: `has the same id as line ${earlier}` });
    } else {
      lineOfId.set(ready.draft.externalId, row.line);
      if (batch.push(ready) === bounds.pushMutations) await flush();
    }
  }
  await flush();
  result.refused.sort((a, b) => a.line - b.line);
  return result;
}

function readyFrom(row: CsvRow, input: ImportInput): Ready | { line: number; reason: string } {
  const { line } = row;
  if (row.cells === undefined) return { line, reason: row.problem };
  const read = input.read(row.cells);
  if ('problem' in read) return { line, reason: read.problem };
  const { draft } = read;
  if (draft.requesterEmail === null) {
    if (input.requesterId !== undefined) return { line, draft, requesterId: input.requesterId };
    return { line, reason: 'names no requester; say whose such tickets are with --requester' };
  }
  const requesterId = input.directory.idOf('person', draft.requesterEmail);
  if (requesterId !== undefined) return { line, draft, requesterId };
  return { line, reason: `nobody here has the requester's email ${JSON.stringify(draft.requesterEmail)}` };
}

async function importBatch(input: ImportInput, batch: Ready[], result: ImportResult): Promise<void> {
  const { directory, replica, source } = input;
  const here = await directory.alreadyHere(
    source,
    batch.map(({ draft }) => draft.externalId),
  );
  const fresh = batch.filter(({ draft }) => !here.has(draft.externalId));
  result.already += batch.length - fresh.length;
  const drafts = fresh.map(({ draft }) => draft);
  const missing = [
    ...directory.create(
      'category',
      drafts.flatMap(({ category }) => category ?? []),
    ),
    ...directory.create(
      'tag',
      drafts.flatMap(({ tags }) => tags),
    ),
  ];
  if (!input.dryRun) await directory.ensure(replica, missing);
  const mutations = fresh.map((ready) => toMutation(ready, input, result));
  if (input.dryRun) {
    result.created += fresh.length;
    return;
  }
  const verdicts = await replica.submit(mutations);
  verdicts.forEach((verdict, i) => note(verdict, fresh[i]?.line ?? 0, result));
}

function note(verdict: Verdict, line: number, result: ImportResult): void {
  if (verdict.status !== 'refused') result.created += 1;
  // Somebody else imported it meanwhile, or another ticket has this source and id.
  else if (verdict.code === 'already-imported' || verdict.code === 'already-exists') result.already += 1;
  else {
    const details = Object.entries(verdict.details ?? {}).map(([field, words]) => `${field} ${words}`);
    const reason = [verdict.message ?? verdict.code ?? 'refused', ...details].join(' ');
    result.refused.push({ line, reason });
  }
}

function toMutation(ready: Ready, input: ImportInput, result: ImportResult): LocalMutation {
  const { directory, source, tenantId } = input;
  const { externalId, category, tags, team, requesterEmail: _, ...ticket } = ready.draft;
  const teamId = team === null ? null : (directory.idOf('team', team) ?? null);
  if (team !== null && teamId === null)
    result.unknownTeams.set(team, (result.unknownTeams.get(team) ?? 0) + 1);
  return {
    name: 'ticket.import',
    uid: randomUUID(),
    args: {
      ...ticket,
      id: stableId(tenantId, source, externalId),
      external: { source, id: externalId },
      categoryId: category === null ? null : (directory.idOf('category', category) ?? null),
      requesterId: ready.requesterId,
      assigneeId: null,
      teamId,
      tagIds: [...new Set(tags.flatMap((tag) => directory.idOf('tag', tag) ?? []))],
      messages: [],
    },
  };
}
