import { useEffect, useRef, type ReactNode } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { targetKinds } from '../../../shared/model/sla-policy.ts';
import { dueOfTicket } from '../../../shared/rules/sla/of-ticket.ts';
import { mutate } from '../../mutate.ts';
import type { TicketDetail, TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName } from '../words/choices.ts';
import { promiseWords, targetLabels } from '../words/due-words.ts';
import { fullTime } from '../words/time-words.ts';
import { FieldEditors } from './field-editors.tsx';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { PersonPicker } from './person-picker.tsx';
import { Pick } from './pick.tsx';
import { TagEditor } from './tag-editor.tsx';
import { useKeep } from './toasts.tsx';
import { WhereAndWhen } from './where-and-when.tsx';

interface MoreFactsProps {
  detail: TicketDetail;
  waiting: ReadonlySet<EventKind>;
  /** Where there is room it stands open and cannot be closed. */
  open: boolean;
}

/** Everything else a ticket carries; folded away where the screen is small. */
export function MoreFacts({ detail, waiting, open }: MoreFactsProps): ReactNode {
  const { ticket } = detail;
  const { names } = useWorkspace();
  const fold = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (fold.current) fold.current.open = open;
  }, [open]);
  const tags = ticket.tagIds.map(names.tag).join(', ');
  return (
    <details ref={fold} className="more-facts">
      <summary>
        <Glyph name="down" />
        Details
        <span dir="auto">
          {[names.person(ticket.requesterId), ticket.categoryId && names.category(ticket.categoryId), tags]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </summary>
      <div className="facts">
        <CategoryControl ticket={ticket} waiting={waiting.has('category')} />
        <TagEditor ticket={ticket} waiting={waiting.has('tag-added') || waiting.has('tag-removed')} />
        <RequesterControl ticket={ticket} waiting={waiting.has('requester')} />
        <FieldEditors detail={detail} waiting={waiting.has('field')} />
        <PlainFacts ticket={ticket} waiting={waiting} editable />
      </div>
    </details>
  );
}

function CategoryControl({ ticket, waiting }: { ticket: TicketSummary; waiting: boolean }): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const { categoryId } = ticket;
  return (
    <Pick
      label="Category"
      value={categoryId ?? ''}
      waiting={waiting}
      onPick={(id) =>
        void keep(mutate('ticket.set-category', { ticketId: ticket.id, categoryId: id || null }))
      }
    >
      <option value="">No category</option>
      {categoryId !== null && directory.categories.get(categoryId)?.archived !== false && (
        <option value={categoryId}>{names.category(categoryId)}</option>
      )}
      {byName(directory.categories.values()).map((category) => (
        <option key={category.id} value={category.id}>
          {category.name}
        </option>
      ))}
    </Pick>
  );
}

function RequesterControl({ ticket, waiting }: { ticket: TicketSummary; waiting: boolean }): ReactNode {
  const keep = useKeep();
  return (
    <div className="requester-control">
      <PersonPicker
        label="Requester"
        personId={ticket.requesterId}
        onPick={(requesterId) => {
          if (requesterId === ticket.requesterId) return;
          void keep(mutate('ticket.set-requester', { ticketId: ticket.id, requesterId }));
        }}
      />
      {waiting && <WaitingMark />}
    </div>
  );
}

interface PlainFactsProps {
  ticket: TicketSummary;
  waiting?: ReadonlySet<EventKind>;
  /** Whether the reader may say where and when. */
  editable?: boolean;
}
const nothing: ReadonlySet<EventKind> = new Set();

/** What is seldom changed here, or never. */
export function PlainFacts({ ticket, waiting = nothing, editable = false }: PlainFactsProps): ReactNode {
  const { names, promises } = useWorkspace();
  const now = useNow();
  const dues = promises && dueOfTicket(ticket, ticket.tagIds, promises, now);
  const promised = targetKinds.flatMap((kind): [string, ReactNode][] => {
    const words = dues && promiseWords(dues[kind]);
    return words ? [[targetLabels[kind], words]] : [];
  });
  const facts: [string, ReactNode][] = [
    ['Created', <Time key="created" at={ticket.createdAt} />],
    ...(ticket.createdBy === ticket.requesterId
      ? []
      : ([['Filed by', names.person(ticket.createdBy)]] satisfies [string, ReactNode][])),
    ...timeFact('First response', ticket.firstResponseAt),
    ...promised,
    ...timeFact('Resolved', ticket.resolvedAt),
    ...timeFact('Closed', ticket.closedAt),
  ];
  if (ticket.externalSource)
    facts.push(['Imported from', `${ticket.externalSource}, ${ticket.externalId ?? ''}`]);
  return (
    <dl className="plain-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
      <WhereAndWhen ticket={ticket} waiting={waiting} editable={editable} />
    </dl>
  );
}

function timeFact(name: string, at: number | null): [string, ReactNode][] {
  return at === null ? [] : [[name, <Time key={name} at={at} />]];
}

function Time({ at }: { at: number }): ReactNode {
  return <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>;
}
