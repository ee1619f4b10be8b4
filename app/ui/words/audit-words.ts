import { policyKeyOf } from '../../../shared/model/policy.ts';
import { refOfKey } from '../../../shared/model/rows.ts';
import type { MutationName } from '../../../shared/mutations/registry.ts';
import type { ServerAction } from '../../../shared/model/server-action.ts';
import { auditChanges } from '../../../shared/model/audit-changes.ts';
import type { Audited } from '../../queries/audit.ts';
import { subjectLabel, valueWords } from './conflict-words.ts';
import { fieldWorkLabels } from './field-work-words.ts';
import type { Names } from './names.ts';
import { policyWords } from './policy-words.ts';
import { fullTime } from './time-words.ts';

const words: Readonly<Record<MutationName | ServerAction, string>> = {
  'ticket.create': 'Ticket filed',
  'ticket.set-title': 'Title changed',
  'ticket.set-description': 'Description changed',
  'ticket.set-category': 'Category changed',
  'ticket.set-priority': 'Priority changed',
  'ticket.set-requester': 'Requester changed',
  'ticket.set-place': 'Place changed',
  'ticket.set-appointment': 'Appointment changed',
  'ticket.move': 'Status changed',
  'ticket.move-back': 'Move taken back',
  'ticket.assign': 'Assigned',
  'ticket.take': 'Taken',
  'ticket.import': 'Imported',
  'ticket.merge': 'Merged',
  'ticket.unmerge': 'Merge undone',
  'ticket.split': 'Split',
  'ticket.restore': 'Restored from the archive',
  'ticket.archive': 'Put into the archive',
  'ticket.close-resolved': 'Closed by itself',
  'ticket.check-promises': 'Promises looked at',
  'message.add': 'Message written',
  'attachment.add': 'File put on a ticket',
  'message.edit': 'Message edited',
  'message.redact': 'Message taken back',
  'approval.decide': 'Request decided',
  'checklist.add': 'Checklist added',
  'checklist.set': 'Checklist changed',
  'checklist.tick': 'Checklist ticked',
  'visit.set': 'Visit recorded',
  'visit.sign': 'Visit signed',
  'time.set': 'Time recorded',
  'link.add': 'Linked',
  'link.remove': 'Link taken away',
  'tag.add': 'Tag added',
  'tag.remove': 'Tag removed',
  'field.set': 'Field set',
  'conflict.resolve': 'Conflict settled',
  'tag.create': 'Tag created',
  'tag.set': 'Tag changed',
  'category.create': 'Category created',
  'category.set': 'Category changed',
  'field.define': 'Field changed',
  'ticket-template.set': 'Template changed',
  'canned-reply.set': 'Canned reply changed',
  'macro.set': 'Macro changed',
  'policy.set': 'Setting changed',
  'calendar.set': 'Calendar changed',
  'sla-policy.set': 'SLA policy changed',
  'team.create': 'Team created',
  'team.set': 'Team changed',
  'membership.set': 'Membership changed',
  'person.set-role': 'Role changed',
  'person.set-active': 'Person activated or deactivated',
  'notice.read': 'Notifications read',
  'notice.choose': 'Notifications chosen',
  'ticket.mute': 'Ticket muted, or not any more',
  'access.dropped': 'Device let go of what was taken away',
  'sign-in': 'Signed in',
  'sign-out': 'Signed out',
  'archive.search': 'Archive searched',
  'archive.read': 'Archived ticket read',
  'audit.read': 'Audit log asked for',
  'audit.export': 'Audit log exported',
  'devices.read': 'List of devices asked for',
  'delivery.read': 'Where a ticket has arrived asked for',
  'people.last-seen': 'Who was last here asked for',
  'attachment.download': 'File downloaded',
  'attachment.upload': 'File sent',
  'attachment.stored': 'File has arrived',
  'export.note': 'Exported from a device',
};

/** What was done, in the words of a log: by the name it has there. */
export const actionWords: Readonly<Record<string, string>> = words;

/** An action in words; of one that this app does not know, its name. */
export const actionLabel = (action: string): string => actionWords[action] ?? action;

/** Where the time of the work and that of its arrival are a minute apart, both count. */
const apartMs = 60_000;

/**
 * When it was done, where that is not when it arrived. A time that could not have been is not the one it counts at: then
 * both are said.
 */
export function doneWords({
  at,
  claimedAt,
  claimedRaw,
  clamped,
}: Pick<Audited, 'at' | 'claimedAt' | 'claimedRaw' | 'clamped'>): string | null {
  if (clamped && claimedRaw !== null)
    return `the device’s clock said ${clockWords(claimedRaw)}, counted as ${fullTime(claimedAt)}`;
  return Math.abs(at - claimedAt) > apartMs ? `done ${fullTime(claimedAt)}` : null;
}

/** A clock may say anything, also what is no time. */
const clockWords = (raw: number): string =>
  Math.abs(raw) > 8.64e15 ? 'a time that does not exist' : fullTime(raw);

type Shown = Pick<Audited, 'changes' | 'asked' | 'refused'>;
type Value = Readonly<Record<string, unknown>>;

const isValue = (value: unknown): value is Value => typeof value === 'object' && value !== null;
const shortest = 80;
const short = (text: string): string =>
  text.length > shortest ? `${text.slice(0, shortest - 1).trimEnd()}…` : text;

/** What changed, a line each: `Priority: Low → High`. Of what was read, refused or taken along, what was asked for. */
export function auditDetails({ changes, asked, refused }: Shown, names: Names): string[] {
  if (refused !== null && asked) return askedLines(asked);
  if (!Array.isArray(changes)) return changes ? askedLines(changes) : [];
  return changes.flatMap((change) => {
    if (!Array.isArray(change)) return [];
    return changeLines(change, names);
  });
}

function askedLines(asked: Value): string[] {
  return Object.entries(asked).map(([name, value]) => `${name}: ${short(plain(value))}`);
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function changeLines(change: readonly unknown[], names: Names): string[] {
  const [key, register, before, after] = [String(change[0]), String(change[1]), change[2], change[3]];
  const ref = refOfKey(key);
  if (!ref) return isValue(after) ? askedLines(after) : [];
  if (ref.kind === 'policy' && isValue(after)) {
    const known = policyKeyOf(ref.id);
    const said = (value: Value) => (known === null ? null : policyWords(known, () => value['value'], names));
    const [was, now] = [isValue(before) ? said(before) : null, said(after)];
    if (now === null) return differences(change);
    return [was === null || was === now ? now : `${now} (before: ${was})`];
  }
  if (register === 'archive' && isValue(after))
    return [after['archivedAt'] === null ? 'Back on the devices' : 'Off the devices'];
  const subject = { kind: ref.kind, rowId: ref.id, register };
  const onTicket =
    ['ticket', 'fieldValue', 'ticketTag'].includes(ref.kind) || fieldWorkLabels[ref.kind] !== undefined;
  const label = onTicket ? subjectLabel(subject, names) : null;
  if (label === null || label === 'Something' || !isValue(after)) return differences(change);
  const was = isValue(before) ? `${short(valueWords(subject, before, names))} → ` : '';
  return [`${label}: ${was}${short(valueWords(subject, after, names))}`];
}

/** The columns that differ, as they are. */
function differences(change: readonly unknown[]): string[] {
  return auditChanges([change]).map(({ field, old, new: now }) => {
    const was = old === null ? '' : `${short(plain(old))} → `;
    return `${field}: ${was}${short(plain(now))}`;
  });
}
