import { idSchema, numberSchema } from '../../../shared/model/ids.ts';
import type { AuditQuery } from '../../queries/audit.ts';
import { startOf } from './archive-view.ts';

/** What an admin looks for in the log, as the address says it; empty text lets everything through. */
export interface AuditView {
  personId: string;
  action: string;
  /** A ticket's number, as far as it is typed. */
  ticket: string;
  /** Days of the reader's own calendar, `YYYY-MM-DD`. */
  from: string;
  until: string;
  refused: string;
}

const keys = ['personId', 'action', 'ticket', 'from', 'until', 'refused'] as const;

export function auditViewFrom(search: string): AuditView {
  const found = new URLSearchParams(search);
  const said = (key: string) => (found.get(key) ?? '').slice(0, 60);
  return Object.fromEntries(keys.map((key) => [key, said(key)])) as unknown as AuditView;
}

/** The address of a view, as short as it can be. */
export function auditUrl(view: AuditView): string {
  const said = new URLSearchParams();
  for (const key of keys) if (view[key]) said.set(key, view[key]);
  return said.size ? `/settings/audit?${said.toString()}` : '/settings/audit';
}

/** What the server is asked. What is no such thing, or not typed to its end, asks for nothing in particular. */
export function auditQuery({ personId, action, ticket, from, until, refused }: AuditView): AuditQuery {
  return {
    personId: idSchema.safeParse(personId).success ? personId : null,
    action: /^[a-z.-]{1,60}$/.test(action) ? action : null,
    ticket: numberSchema.safeParse(ticket.trim()).success ? ticket.trim() : null,
    from: startOf(from),
    until: startOf(until, 1),
    refused: refused === 'yes',
  };
}
