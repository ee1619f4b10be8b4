import { useId, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName } from '../words/choices.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { useKeep } from './toasts.tsx';

/** The ticket's tags, each to be taken off, and the tenant's others to be put on. */
export function TagEditor({ ticket, waiting }: { ticket: TicketSummary; waiting: boolean }): ReactNode {
  const labelId = useId();
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const others = byName(directory.tags.values()).filter((tag) => !ticket.tagIds.includes(tag.id));
  const full = ticket.tagIds.length >= limits.tagsPerTicket;
  return (
    <div className="pick" role="group" aria-labelledby={labelId}>
      <span className="pick-label">
        <span id={labelId}>Tags</span>
        {waiting && <WaitingMark />}
      </span>
      <div className="tag-editor">
        {ticket.tagIds.map((id) => (
          <span
            key={id}
            className="tag tag-own"
            data-color={names.tagColor(id)}
            title={directory.tags.get(id)?.description || undefined}
            dir="auto"
          >
            {names.tag(id)}
            <button
              type="button"
              aria-label={`Remove tag ${names.tag(id)}`}
              onClick={() => void keep(mutate('tag.remove', { ticketId: ticket.id, tagId: id }))}
            >
              <Glyph name="close" />
            </button>
          </span>
        ))}
        {others.length > 0 && !full && (
          <select
            className="input tag-add"
            aria-label="Add tag"
            value=""
            onChange={(event) =>
              void keep(mutate('tag.add', { ticketId: ticket.id, tagId: event.target.value }))
            }
          >
            <option value="">Add tag…</option>
            {others.map((tag) => (
              <option key={tag.id} value={tag.id}>
                {tag.description ? `${tag.name} – ${tag.description}` : tag.name}
              </option>
            ))}
          </select>
        )}
        {ticket.tagIds.length === 0 && others.length === 0 && <span className="faint">None.</span>}
      </div>
    </div>
  );
}
