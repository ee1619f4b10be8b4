import type { Dot } from '../clock/dot.ts';
import type { TimelineEvent } from '../model/conversation.ts';
import { checkItemRef, checkRef } from '../model/checklist.ts';
import { sameJson } from '../lib/fingerprint.ts';
import { membershipId } from '../model/directory.ts';
import { chosenLinkKinds, type ChosenLinkKind, type LinkKind } from '../model/link.ts';
import { policyRef } from '../model/policy.ts';
import { settingRef } from '../model/setting.ts';
import type { Priority } from '../model/ticket.ts';
import { timeEntryRef, visitRef } from '../model/visit.ts';
import type { FieldContent } from './field.ts';
import { membershipRef } from './membership.ts';
import type { Rows } from './plan.ts';
import type { MutationArgs, MutationName } from './registry.ts';
import { personRef } from './ticket-access.ts';
import { isUndoable } from './undoable.ts';

/** A change that was made. */
export interface Done {
  name: string;
  args: unknown;
  /** Its entries in the timeline, in order: what it changed, with the values of before. */
  events: readonly Happened[];
  /** What puts it back, where it has no timeline: see `backOf`. */
  back?: Change | undefined;
  /** Its place in the order of changes: what stands under it is still its own. */
  dot: Dot;
}

/** One change to be made, by its name. */
export type Change = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** What puts something back, as long as what is put back stands under this dot. */
export interface Inverse {
  change: Change;
  dot: Dot;
}

/**
 * The changes that put back what one action did, in the order to make them: the last thing first. A change that changed
 * nothing has none.
 */
export function inversesOf(action: readonly Done[]): Inverse[] {
  const inverses: Inverse[] = [];
  /** Moves of one ticket in one action go back in one step: the lifecycle may have no way back for each alone. */
  const moves = new Map<string, string[]>();
  for (const { name, args, events, dot, back: noted } of action.toReversed()) {
    if (!isUndoable(name)) continue;
    for (const change of noted ? [noted] : inversesOfArgs(name, args)) inverses.push({ change, dot });
    for (const event of events.toReversed()) {
      if (isOtherEnd(event, args)) continue;
      if (event.what !== 'status') {
        const back = inverseOfEvent(event);
        if (back) inverses.push({ change: back, dot });
        continue;
      }
      const known = moves.get(event.ticketId);
      const eventIds = known ?? [];
      eventIds.unshift(event.id);
      if (known) continue;
      moves.set(event.ticketId, eventIds);
      inverses.push({
        change: { name: 'ticket.move-back', args: { ticketId: event.ticketId, eventIds } },
        dot,
      });
    }
  }
  return inverses;
}

/**
 * What puts a change of the tenant's lists or of what is done in the field back, found in the rows that it is made on: they have no
 * timeline that would tell it later. Undefined for a change that has one, and for one that changes nothing.
 */
export function backOf({ name, args }: Change, rows: Pick<Rows, 'get'>): Change | undefined {
  switch (name) {
    case 'membership.set': {
      const { teamId, personId } = args;
      const made = membershipId(teamId, personId);
      const present = rows.get(membershipRef(args.id)) ?? rows.get(membershipRef(made));
      // Who was never in it is as one who was taken out.
      const { id, lead, removed } = present ?? { id: made, lead: false, removed: true };
      const same = removed === args.removed && lead === (args.lead && !args.removed);
      return same ? undefined : { name, args: { id, teamId, personId, lead, removed } };
    }
    case 'person.set-role': {
      const { personId } = args;
      const role = rows.get(personRef(personId))?.role;
      return role === undefined || role === args.role ? undefined : { name, args: { personId, role } };
    }
    case 'checklist.set': {
      const { ticketId, itemId } = args;
      const item = rows.get(checkItemRef(ticketId, itemId));
      if (!item) return undefined;
      const { text, position, removed } = item;
      const same = text === args.text && position === args.position && removed === args.removed;
      return same ? undefined : { name, args: { ticketId, itemId, text, position, removed } };
    }
    case 'checklist.tick': {
      const { ticketId, itemId } = args;
      // What nobody has ticked is as what somebody has unticked.
      const done = rows.get(checkRef(ticketId, itemId))?.done ?? false;
      return done === args.done ? undefined : { name, args: { ticketId, itemId, done } };
    }
    case 'visit.set': {
      const { ticketId, id } = args;
      const visit = rows.get(visitRef(ticketId, id));
      // What was not there is taken off again.
      if (!visit) return args.removed ? undefined : { name, args: { ...args, removed: true } };
      const { arrivedAt, leftAt, outcome, note, removed } = visit;
      const before = { ticketId, id, arrivedAt, leftAt, outcome, note, removed };
      return sameJson(before, args) ? undefined : { name, args: before };
    }
    case 'time.set': {
      const { ticketId, id } = args;
      const entry = rows.get(timeEntryRef(ticketId, id));
      if (!entry) return args.removed ? undefined : { name, args: { ...args, removed: true } };
      const { day, minutes, note, removed } = entry;
      const before = { ticketId, id, day, minutes, note, removed };
      return sameJson(before, args) ? undefined : { name, args: before };
    }
    default:
      return backOfList({ name, args } as Change, rows);
  }
}

/**
 * The same for the admins' lists, which are written whole. What was not there goes out of use; a rule that nobody had set is
 * not unset.
 */
function backOfList({ name, args }: Change, rows: Pick<Rows, 'get'>): Change | undefined {
  const to = (before: object): Change | undefined =>
    sameJson(before, args) ? undefined : ({ name, args: before } as unknown as Change);
  switch (name) {
    case 'team.set':
    case 'category.set': {
      const row = rows.get({ kind: name === 'team.set' ? 'team' : 'category', id: args.id });
      return to(row ? { id: row.id, name: row.name, archived: row.archived } : { ...args, archived: true });
    }
    case 'tag.set': {
      const row = rows.get({ kind: 'tag', id: args.id });
      if (!row) return to({ ...args, archived: true });
      const { id, name: called, color = 'grey', description = '', archived } = row;
      return to({ id, name: called, color, description, archived });
    }
    case 'field.define': {
      const row = rows.get({ kind: 'field', id: args.id });
      if (!row) return to({ ...args, archived: true });
      const { id, key, label, type, options, requiredIn = [], archived } = row;
      return to({ id, key, label, type, options, requiredIn, public: row.public, archived });
    }
    case 'calendar.set':
    case 'canned-reply.set':
    case 'sla-policy.set':
    case 'ticket-template.set':
    case 'macro.set': {
      const row = rows.get(settingRef(args.id));
      return to(row ? { id: row.id, value: row.value, archived: row.archived } : { ...args, archived: true });
    }
    case 'policy.set': {
      const value = args.key === 'merge' ? undefined : rows.get(policyRef(args.key))?.value;
      return value === undefined ? undefined : to({ key: args.key, value });
    }
    default:
      return undefined;
  }
}

/** A link is told under both its tickets, and put back under both by one change. */
const isOtherEnd = ({ what, ticketId }: Happened, args: unknown): boolean =>
  (what === 'linked' || what === 'unlinked') && (args as { ticketId?: string }).ticketId !== ticketId;

/**
 * Of what has no timeline, and says by itself what it was before: a person is what they were not, as a change to what is
 * already so is offered nowhere; and what is put on a list was not on it.
 */
function inversesOfArgs(name: string, args: unknown): Change[] {
  if (name === 'person.set-active') {
    const { personId, active } = args as MutationArgs<'person.set-active'>;
    return [{ name, args: { personId, active: !active } }];
  }
  if (name !== 'checklist.add') return [];
  const { ticketId, items } = args as MutationArgs<'checklist.add'>;
  return items.map(({ id: itemId, ...item }): Change => ({
    name: 'checklist.set',
    args: { ticketId, itemId, ...item, removed: true },
  }));
}

type Happened = Pick<TimelineEvent, 'id' | 'ticketId' | 'actorId' | 'what' | 'oldValue' | 'newValue'>;

/** By what happened, not by what was asked for: whoever takes a ticket also moves it. */
function inverseOfEvent({ id, ticketId, actorId, what, oldValue, newValue }: Happened): Change | undefined {
  switch (what) {
    case 'title':
      return { name: 'ticket.set-title', args: { ticketId, title: oldValue as string } };
    case 'description':
      return { name: 'ticket.set-description', args: { ticketId, description: oldValue as string } };
    case 'category':
      return { name: 'ticket.set-category', args: { ticketId, categoryId: oldValue as string | null } };
    case 'priority':
      return {
        name: 'ticket.set-priority',
        args: { ticketId, priority: oldValue as Priority, takesBack: id },
      };
    case 'requester':
      return { name: 'ticket.set-requester', args: { ticketId, requesterId: oldValue as string } };
    case 'assignee': {
      const before = oldValue as { assigneeId: string | null; teamId: string | null } | null;
      return before ? { name: 'ticket.assign', args: { ticketId, ...before } } : undefined;
    }
    case 'tag-added':
      return { name: 'tag.remove', args: { ticketId, tagId: newValue as string } };
    case 'tag-removed':
      return { name: 'tag.add', args: { ticketId, tagId: newValue as string } };
    case 'field': {
      const before = oldValue as { fieldId: string; value: FieldContent } | null;
      return before ? { name: 'field.set', args: { ticketId, ...before } } : undefined;
    }
    case 'place': {
      const before = oldValue as Omit<MutationArgs<'ticket.set-place'>, 'ticketId'> | null;
      return before ? { name: 'ticket.set-place', args: { ticketId, ...before } } : undefined;
    }
    case 'appointment': {
      const before = oldValue as Omit<MutationArgs<'ticket.set-appointment'>, 'ticketId'> | null;
      return before ? { name: 'ticket.set-appointment', args: { ticketId, ...before } } : undefined;
    }
    case 'approval': {
      // Who joined in has nothing of their own to take back.
      const { approvalId, state, byId } = newValue as Record<'approvalId' | 'state' | 'byId', string>;
      const args = { ticketId, approvalId, decision: 'withdraw' as const, word: null };
      return state === 'pending' && byId === actorId ? { name: 'approval.decide', args } : undefined;
    }
    case 'linked': {
      const { ticketId: otherId } = newValue as { ticketId: string };
      return { name: 'link.remove', args: { ticketId, otherId } };
    }
    case 'unlinked': {
      const { ticketId: otherId, what: as } = oldValue as { ticketId: string; what: LinkKind };
      // That one was split off the other is nothing anybody can say of two tickets.
      return isChosen(as) ? { name: 'link.add', args: { ticketId, otherId, what: as } } : undefined;
    }
    // A merge has an undo of its own; the rest is no change of this ticket's, or nobody's to take back.
    case 'status':
    case 'follow-up':
    case 'merged':
    case 'unmerged':
    case 'merged-reply':
    case 'split':
    case 'breach':
    case 'breach-withdrawn':
    case 'warning':
    // What a message said is nowhere but in the audit log.
    case 'message-edited':
    case 'message-redacted':
    // A record of one's own work is corrected where it stands.
    case 'visit':
    case 'signed':
    case 'time':
      return undefined;
  }
}

const isChosen = (what: LinkKind): what is ChosenLinkKind =>
  (chosenLinkKinds as readonly LinkKind[]).includes(what);
