import { resolutions, type Conflict, type Resolution } from '../../shared/model/conflict.ts';
import type { ThreadRecord, TicketRecord } from '../../app/store/database.ts';
import type { Notice } from '../../shared/model/notice.ts';
import { chosenLinkKinds } from '../../shared/model/link.ts';
import { fieldMergeKey, mergeRules } from '../../shared/model/policy.ts';
import { statuses, priorities, type Status } from '../../shared/model/ticket.ts';
import { decisions } from '../../shared/mutations/approval.ts';
import { restoring } from '../../shared/mutations/conflict.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import type { Change } from '../../shared/mutations/undo.ts';
import { bringingBack } from './archive-edits.ts';
import { edited, reading } from './dealings.ts';
import type { Person, Tab } from './device.ts';
import { fieldChange } from './field-edits.ts';
import { couldSay } from './old-app.ts';
import { teamChange } from './team-edits.ts';
import type { Edit } from './schedule.ts';
import type { World } from './world.ts';

/** What a person decides about a conflict of theirs; a text is merged into one that has not been written before. */
function settling(conflict: Conflict, choice: Resolution, word: string): MutationArgs<'conflict.resolve'> {
  const { id: conflictId, ticketId } = conflict;
  const write = choice === 'keep' ? undefined : restoring(conflict, 'because');
  if (!write) return { conflictId, ticketId, choice: 'keep', write: null };
  if (choice === 'merge' && write.name === 'ticket.set-title')
    return { conflictId, ticketId, choice, write: { ...write, args: { ticketId, title: `title ${word}` } } };
  return { conflictId, ticketId, choice: 'restore', write };
}

/** Two moves of one ticket, the first as an app of another version would say it: the server could do the second alone. */
export function chain(world: World, tab: Tab, b: number): void {
  const shown = world.disk.read<{ id: string; ticket: { status: string } }>(tab.profile.name, 'tickets');
  const { id: ticketId, ticket } = shown[b % Math.max(1, shown.length)] ?? {};
  if (!ticketId) return;
  const to = ticket?.status === 'pending' ? 'open' : 'pending';
  world.mutations += 2;
  tab.mutate('ticket.move', { ticketId, to, reason: null }, ({ uid }) => {
    if (!uid) return;
    tab.disguise(uid);
    tab.mutate('ticket.move', { ticketId, to: 'resolved', reason: null }, () => undefined);
  });
}

/**
 * A ticket as an app of another version would make it, and what is said and written on it: the server refuses the one, and
 * with it the others.
 */
export function oddTicket(world: World, tab: Tab): void {
  const ticketId = crypto.randomUUID();
  const [title, description] = [`title ${world.next()}`, `description ${world.next()}`];
  const body = `says ${world.next()}`;
  const { role, id } = tab.profile.person;
  const requesterId = role === 'user' ? id : world.desk.people.rita.id;
  const lists = { categoryId: null, assigneeId: null, teamId: null, place: null };
  const args = {
    id: ticketId,
    number: null,
    title,
    description,
    priority: 'low' as const,
    requesterId,
    ...lists,
  };
  tab.show();
  tab.mutate('ticket.create', args, ({ uid }) => {
    if (!uid) return;
    world.mutations += 3;
    tab.disguise(uid);
    tab.mutate('message.add', { ticketId, id: crypto.randomUUID(), body, internal: false }, () => undefined);
    tab.mutate(
      'ticket.set-description',
      { ticketId, description: `description ${world.next()}` },
      () => undefined,
    );
  });
}

/** The same done to up to five tickets of a screen, now and then two things to one of them. */
export function step(world: World, tab: Tab, b: number, c: number): void {
  const { desk } = world;
  const shown = world.disk.read<{ id: string }>(tab.profile.name, 'tickets');
  const from = b % Math.max(1, shown.length);
  const assigneeId = [desk.people.ana.id, desk.people.ben.id, null][c % 3] ?? null;
  const changesOf = (ticketId: string): Change[] => {
    const moveTo = (to: Status): Change => ({
      name: 'ticket.move',
      args: { ticketId, to, reason: 'because' },
    });
    const tag = { ticketId, tagId: desk.tagIds[c % 2] ?? '' };
    return (
      [
        [
          {
            name: 'ticket.set-priority',
            args: { ticketId, priority: priorities[c % priorities.length] ?? 'low' },
          },
        ],
        [moveTo(statuses[c % statuses.length] ?? 'open')],
        [moveTo('resolved'), moveTo('closed')],
        [{ name: 'ticket.assign', args: { ticketId, assigneeId, teamId: null } }],
        [{ name: 'ticket.take', args: { ticketId } }, moveTo('resolved')],
        [c % 2 ? { name: 'tag.add', args: tag } : { name: 'tag.remove', args: tag }],
      ] satisfies Change[][]
    )[b % 6] as Change[];
  };
  const changes = shown.slice(from, from + 5).flatMap(({ id }) => changesOf(id));
  tab.show();
  tab.step(changes, (made) => (world.mutations += made));
}

/** A person's change to something that is on their screen. */
export function edit(world: World, tab: Tab, what: Edit, b: number, c: number): void {
  const { desk } = world;
  const { profile } = tab;
  const staff = world.mirror.grantsOf(profile.person.id).role !== 'user';
  const shown = world.disk.read<{ id: string }>(profile.name, 'tickets');
  const ticketId = shown[b % Math.max(1, shown.length)]?.id;
  const word = `${world.next()}`;
  const people = Object.values(desk.people);
  // Now and then somebody of the staff has filed it: then two scopes of theirs may hold it.
  const filers = { 3: desk.people.ben, 5: desk.people.ana } as Record<number, Person>;
  const requesterId = (filers[c % 7] ?? (c % 2 ? desk.people.rita : desk.people.rolf)).id;
  const assigneeId = ([desk.people.ana, desk.people.ben, undefined][c % 3] ?? null)?.id ?? null;
  const tagId = desk.tagIds[c % 2] ?? '';
  const send = <N extends MutationName>(name: N, args: MutationArgs<N>): void => {
    // Nobody works in a tab that they do not see, and an app of then offers what was known then.
    if (profile.app && !couldSay(name)) return;
    tab.show();
    world.mutations += 1;
    tab.mutate(name, args, (made) => {
      if (made.refusal) world.scheduler.note(`${tab.owner} may not ${name}: ${made.refusal.code}`);
    });
  };
  if (what === 'create' || !ticketId) {
    tab.takeNumber((number) =>
      send('ticket.create', {
        id: crypto.randomUUID(),
        number,
        title: `title ${word}`,
        description: `description ${word}`,
        priority: 'medium',
        categoryId: null,
        requesterId: staff ? requesterId : profile.person.id,
        assigneeId: null,
        teamId: null,
        place: null,
      }),
    );
    return;
  }
  switch (what) {
    case 'title':
      return send('ticket.set-title', { ticketId, title: `title ${word}` });
    case 'description':
      return send('ticket.set-description', { ticketId, description: `description ${word}` });
    case 'priority':
      return send('ticket.set-priority', { ticketId, priority: priorities[c % priorities.length] ?? 'low' });
    case 'move':
      return send('ticket.move', {
        ticketId,
        to: statuses[c % statuses.length] ?? 'open',
        reason: 'because',
      });
    case 'close':
      for (const to of ['resolved', 'closed'] as const)
        send('ticket.move', { ticketId, to, reason: 'because' });
      return;
    case 'bring-back': {
      const args = staff ? bringingBack(world.mirror, b) : undefined;
      return args && send('ticket.restore', args);
    }
    case 'assign':
      return send('ticket.assign', { ticketId, assigneeId, teamId: c % 5 ? null : desk.teamId });
    case 'category':
      return send('ticket.set-category', { ticketId, categoryId: desk.categoryIds[c % 3] ?? null });
    case 'requester':
      return send('ticket.set-requester', { ticketId, requesterId });
    case 'tag':
      return send('tag.add', { ticketId, tagId });
    case 'untag':
      return send('tag.remove', { ticketId, tagId });
    case 'field':
      return send('field.set', { ticketId, fieldId: desk.fieldId, value: `value ${word}` });
    case 'secret':
      return send('field.set', { ticketId, fieldId: desk.secretFieldId, value: `SECRET ${word}` });
    case 'note':
      return staff
        ? send('message.add', { ticketId, id: crypto.randomUUID(), body: `SECRET ${word}`, internal: true })
        : undefined;
    case 'take':
      return send('ticket.take', { ticketId });
    case 'reply':
      // On what was closed it opens another ticket.
      return send('message.add', {
        ticketId,
        id: crypto.randomUUID(),
        body: `replies ${word}`,
        internal: false,
        // The first app knew of no follow-up.
        ...(!staff && !profile.app && { followUp: { id: crypto.randomUUID(), number: null } }),
      });
    case 'link':
    case 'unlink':
    case 'merge': {
      const otherId = shown[(b + 1 + c) % shown.length]?.id ?? ticketId;
      if (what === 'merge') return send('ticket.merge', { ticketId, intoId: otherId });
      if (what === 'unlink') return send('link.remove', { ticketId, otherId });
      return send('link.add', {
        ticketId,
        otherId,
        what: chosenLinkKinds[c % chosenLinkKinds.length] ?? 'related',
      });
    }
    case 'unmerge': {
      const merges = world.disk
        .read<ThreadRecord>(profile.name, 'threads')
        .flatMap(({ events }) =>
          events.filter((event) => event.what === 'merged' && event.oldValue !== null),
        );
      const merge = merges[b % Math.max(1, merges.length)];
      const intoId = (merge?.newValue as { into?: string } | undefined)?.into;
      return merge && intoId
        ? send('ticket.unmerge', { ticketId: merge.ticketId, intoId, mergedBy: merge.id })
        : undefined;
    }
    case 'split': {
      const thread = world.disk.read<ThreadRecord>(profile.name, 'threads').find(({ id }) => id === ticketId);
      const message = thread?.messages[c % Math.max(1, thread.messages.length)];
      return message
        ? send('ticket.split', {
            ticketId,
            messageId: message.id,
            id: crypto.randomUUID(),
            number: null,
            title: `title ${word}`,
          })
        : undefined;
    }
    case 'attach': {
      const thread = world.disk.read<ThreadRecord>(profile.name, 'threads').find(({ id }) => id === ticketId);
      const own = (thread?.messages ?? []).filter(({ authorId }) => authorId === profile.person.id);
      const message = own[c % Math.max(1, own.length)];
      const internal = message?.internal ?? (staff && c % 3 === 0);
      return send('attachment.add', {
        ticketId,
        id: crypto.randomUUID(),
        messageId: message?.id ?? null,
        name: internal ? `SECRET ${word}` : `file ${word}`,
        type: 'text/plain',
        bytes: 3,
        sha256: 'ab'.repeat(32),
        width: null,
        height: null,
        internal,
      });
    }
    case 'rewrite': {
      const threads = world.disk.read<ThreadRecord>(profile.name, 'threads');
      const own = threads.flatMap(({ messages }) =>
        messages.filter(({ authorId }) => authorId === profile.person.id),
      );
      const message = own[b % Math.max(1, own.length)];
      if (!message) return;
      const named = { ticketId: message.ticketId, messageId: message.id };
      return c % 3 ? send('message.edit', { ...named, body: `says ${word}` }) : send('message.redact', named);
    }
    case 'say':
      return send('message.add', {
        ticketId,
        id: crypto.randomUUID(),
        body: `says ${word}`,
        internal: false,
      });
    case 'list':
      return c % 2
        ? send('tag.create', { id: crypto.randomUUID(), name: `tag ${word}` })
        : send('category.create', { id: crypto.randomUUID(), name: `cat ${word}${people.length}` });
    case 'policy':
      return send('policy.set', { key: 'agents-see', value: c % 3 ? 'own-teams' : 'all' });
    case 'rules': {
      const [title, description] = [mergeRules[c % 3] ?? 'last', mergeRules[b % 3] ?? 'last'];
      return send('policy.set', { key: 'merge', value: { title, description, status: title } });
    }
    case 'field-rules': {
      // One field's own rule counts before the one for all of them.
      const key = b % 3 ? fieldMergeKey(desk.fieldId) : 'merge-field';
      return send('policy.set', { key, value: mergeRules[c % 3] ?? 'last' });
    }
    case 'settle': {
      const open = world.disk
        .read<{ kind: string; row: Conflict }>(profile.name, 'directory')
        .flatMap(({ kind, row }) => (kind === 'conflict' && row.resolvedAt === null ? [row] : []));
      const conflict = open[b % Math.max(1, open.length)];
      return conflict && send('conflict.resolve', settling(conflict, resolutions[c % 3] ?? 'keep', word));
    }
    case 'member': {
      const person = [desk.people.ana, desk.people.ben][b % 2] ?? desk.people.ana;
      const known = world.disk
        .read<{ kind: string; row: { id: string; personId: string } }>(profile.name, 'directory')
        .find(({ kind, row }) => kind === 'membership' && row.personId === person.id);
      const id = known?.row.id ?? crypto.randomUUID();
      return send('membership.set', {
        id,
        teamId: desk.teamId,
        personId: person.id,
        lead: false,
        removed: c % 2 === 0,
      });
    }
    case 'team': {
      const directory = world.disk.read<{ kind: string; row: object }>(profile.name, 'directory');
      const change = teamChange({
        directory,
        ticketId,
        people: [desk.people.ana, desk.people.ben],
        b,
        c,
        word,
      });
      return send(change.name, change.args);
    }
    case 'role': {
      const person = [desk.people.ben, desk.people.rita, desk.people.ana][b % 3] ?? desk.people.ben;
      return send('person.set-role', { personId: person.id, role: c % 2 ? 'agent' : 'user' });
    }
    case 'take-away':
    case 'give-back': {
      const personId = world.profiles[0]?.person.id ?? '';
      return send('person.set-role', { personId, role: what === 'give-back' ? 'agent' : 'user' });
    }
    case 'urgent':
      return send('ticket.set-priority', { ticketId, priority: 'urgent' });
    case 'word-wanted': {
      const urgent = { key: 'approve-urgent', value: c % 7 ? 'yes' : 'no' } as const;
      const unanswered = { key: 'approve-unanswered', value: c % 3 ? 'yes' : 'no' } as const;
      return send('policy.set', b % 3 ? urgent : unanswered);
    }
    case 'word': {
      const asked = world.disk
        .read<TicketRecord>(profile.name, 'tickets')
        .flatMap(({ more }) => (more?.approval ?? []).filter(({ state }) => state === 'pending'));
      const one = asked[b % Math.max(1, asked.length)];
      const decision = decisions[c % decisions.length] ?? 'approve';
      return (
        one && send('approval.decide', { ticketId: one.ticketId, approvalId: one.id, decision, word: null })
      );
    }
    case 'item':
    case 'tick':
    case 'visit':
    case 'sign':
    case 'time':
    case 'mute': {
      const record = world.disk.read<TicketRecord>(profile.name, 'tickets').find(({ id }) => id === ticketId);
      const change = record && fieldChange(what, { record, personId: profile.person.id, b, c, word });
      return change && send(change.name, change.args as never);
    }
    case 'read': {
      const told = world.disk
        .read<{ kind: string; row: Notice }>(profile.name, 'directory')
        .flatMap(({ kind, row }) => (kind === 'notice' ? [row] : []));
      const args = reading(told, b, c);
      return args && send('notice.read', args);
    }
    case 'retry':
    case 'drop': {
      if (profile.app) return;
      tab.show();
      const judge = world.judges.get(profile.name);
      const take = (uid: string): void => void judge?.letGo.set(uid, what);
      return what === 'drop' ? tab.drop(b, take) : tab.retry(b, (entry) => edited(entry, word), take);
    }
    case 'odd-title':
      world.mutations += 1;
      return tab.mutate('ticket.set-title', { ticketId, title: `title ${word}` }, ({ uid }) => {
        if (uid) tab.disguise(uid);
      });
    case 'odd':
      world.mutations += 1;
      return tab.mutate('ticket.set-priority', { ticketId, priority: 'low' }, ({ uid }) => {
        if (uid) tab.disguise(uid);
      });
    default:
      return undefined;
  }
}
