import * as z from 'zod/mini';
import { useId, useRef, useState, type FormEvent, type ReactNode, type RefObject } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId } from '../../mutate.ts';
import { mutateMany } from '../../mutate-many.ts';
import type { ChecklistEntry } from '../../queries/field-work.ts';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWish } from '../hooks/use-wish.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { itemsThatFit, itemsTyped, leftLinesWords, movedItems } from '../words/checklist-form.ts';
import { cleanLine } from '../words/clean-text.ts';
import { nearTime } from '../words/time-words.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { useKeep, useToast } from './toasts.tsx';
import '../styles/drafts.css';

interface ChecklistProps {
  ticketId: string;
  entries: readonly ChecklistEntry[];
}

/** What is to be done on a ticket, thing by thing: ticked with a thumb, with a network or without. */
export function Checklist({ ticketId, entries }: ChecklistProps): ReactNode {
  const id = useId();
  const { reading } = useWorkspace();
  /** The item that is, or was last, written otherwise. */
  const [edited, setEdited] = useState<{ id: string; open: boolean } | null>(null);
  const opener = useFocusBack<HTMLButtonElement>(edited?.open === true);
  const done = entries.filter(({ check }) => check?.done).length;
  return (
    <section className="field-part" aria-labelledby={id} data-testid="checklist">
      <h2 id={id}>
        Checklist{' '}
        {entries.length > 0 && (
          <span className="field-count" data-testid="checklist-count">
            {done} of {entries.length} done
          </span>
        )}
      </h2>
      {entries.length > 0 && (
        <progress className="unseen" max={entries.length} value={done} aria-label="Checklist done" />
      )}
      <ul className="check-items">
        {entries.map((entry) =>
          edited?.open && edited.id === entry.item.id ? (
            <ItemEditor
              key={entry.item.id}
              ticketId={ticketId}
              entry={entry}
              entries={entries}
              onClose={() => setEdited({ id: entry.item.id, open: false })}
            />
          ) : (
            <Item
              key={entry.item.id}
              entry={entry}
              opener={edited?.id === entry.item.id ? opener : undefined}
              onEdit={() => setEdited({ id: entry.item.id, open: true })}
            />
          ),
        )}
      </ul>
      {!reading && entries.length < limits.checklistItems && (
        <AddItems ticketId={ticketId} entries={entries} />
      )}
    </section>
  );
}

interface ItemProps {
  entry: ChecklistEntry;
  /** The button that edits it, where the focus comes back to. */
  opener: RefObject<HTMLButtonElement | null> | undefined;
  onEdit: () => void;
}

function Item({ entry, opener, onEdit }: ItemProps): ReactNode {
  const { item, check, waiting } = entry;
  const { names, reading } = useWorkspace();
  const now = useNow();
  const keep = useKeep();
  const { ticketId, id, text } = item;
  const [done, wish] = useWish(check?.done ?? false, entry);
  const tick = async (to: boolean) => {
    wish(to);
    if (!(await keep(mutate('checklist.tick', { ticketId, itemId: id, done: to })))) wish(null);
  };
  return (
    <li className="check-item" data-done={done || undefined} data-testid="check-item">
      <label>
        <input
          type="checkbox"
          checked={done}
          disabled={reading}
          onChange={({ target }) => void tick(target.checked)}
        />
        <span dir="auto">
          <span className="check-text">{text}</span>
          {check?.done && (
            <small>
              {names.person(check.byId)}, <time>{nearTime(check.at, now)}</time>
            </small>
          )}
        </span>
      </label>
      {waiting && <WaitingMark />}
      {!reading && (
        <button
          ref={opener}
          type="button"
          className="icon-button"
          aria-label={`Edit ${text}`}
          onClick={onEdit}
        >
          <Glyph name="edit" />
        </button>
      )}
    </li>
  );
}

const formSchema = z.object({ text: z.string() });

interface ItemEditorProps extends ChecklistProps {
  entry: ChecklistEntry;
  onClose: () => void;
}

function ItemEditor({ ticketId, entry: { item }, entries, onClose }: ItemEditorProps): ReactNode {
  const keep = useKeep();
  const { form, change, told, leave } = useEntryForm(
    { field: `item:${item.id}`, ticketId, standing: { text: item.text }, schema: formSchema },
    onClose,
  );
  const { text } = form;
  const noteId = useId();
  const overtaken = told('text');
  // Where it was just moved to: saved before the screen shows that, it would go back.
  const movedTo = useRef<number | null>(null);
  const put = (part: { text?: string; removed?: boolean }) => {
    const { id: itemId, removed } = item;
    const position = movedTo.current ?? item.position;
    return keep(mutate('checklist.set', { ticketId, itemId, text: item.text, position, removed, ...part }));
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const line = cleanLine(text);
    if (line === '' || line === item.text || (await put({ text: line }))) leave();
  };
  const move = (by: -1 | 1) => {
    const moved = movedItems(
      entries.map((one) => one.item),
      item.id,
      by,
    );
    const changes = moved.map(
      ({ id: itemId, text: said, position, removed }) =>
        ({ name: 'checklist.set', args: { ticketId, itemId, text: said, position, removed } }) as const,
    );
    movedTo.current = moved.find(({ id }) => id === item.id)?.position ?? movedTo.current;
    if (changes.length)
      void keep(mutateMany(changes).then(({ leftOut: [first] }) => ({ refusal: first?.refusal })));
  };
  return (
    <li className="check-item">
      <form
        className="check-edit"
        onSubmit={(event) => void save(event)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      >
        <input
          className="input"
          dir="auto"
          autoFocus
          aria-label="Item"
          maxLength={limits.checklistText}
          aria-describedby={overtaken ? noteId : undefined}
          value={text}
          onChange={(event) => change({ text: event.target.value })}
        />
        <p id={noteId} role="status" className="field-hint meanwhile">
          {overtaken}
        </p>
        <div className="dialog-actions">
          <button type="submit" className="button button-main">
            Save
          </button>
          <button type="button" className="icon-button" aria-label="Move up" onClick={() => move(-1)}>
            <Glyph name="up" />
          </button>
          <button type="button" className="icon-button" aria-label="Move down" onClick={() => move(1)}>
            <Glyph name="down" />
          </button>
          <button
            type="button"
            className="button button-danger"
            onClick={() => void put({ removed: true }).then((kept) => kept && leave())}
          >
            Take off the list
          </button>
          <button type="button" className="button" onClick={leave}>
            Cancel
          </button>
        </div>
      </form>
    </li>
  );
}

/** Several lines that are pasted become an item each. What is typed is kept until it is one. */
function AddItems({ ticketId, entries }: ChecklistProps): ReactNode {
  const keep = useKeep();
  const { form, change, leave } = useEntryForm(
    { field: `item:new:${ticketId}`, ticketId, standing: { text: '' }, schema: formSchema },
    () => undefined,
  );
  const { text } = form;
  const busy = useRef(false);
  const toast = useToast();
  const last = Math.max(-1, ...entries.map(({ item }) => item.position));
  const add = async (typed: string): Promise<void> => {
    const { taken, left } = itemsThatFit(itemsTyped(typed), limits.checklistItems - entries.length);
    const items = taken.map((line, nth) => ({
      id: newId(),
      text: line,
      position: last + 1 + nth,
    }));
    if (busy.current) return;
    if (left.length) toast({ text: leftLinesWords(left.length) });
    if (!items.length) return;
    busy.current = true;
    if (await keep(mutate('checklist.add', { ticketId, items }))) {
      if (left.length) change({ text: left.join('\n') });
      else leave();
    }
    busy.current = false;
  };
  return (
    <form
      className="check-add"
      onSubmit={(event) => {
        event.preventDefault();
        void add(text);
      }}
    >
      <input
        className="input"
        dir="auto"
        aria-label="New item"
        autoFocus={entries.length === 0}
        placeholder={entries.length ? 'Another item' : 'What is to be done here?'}
        maxLength={limits.checklistText}
        value={text}
        onChange={(event) => change({ text: event.target.value })}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (!pasted.trim().includes('\n')) return;
          event.preventDefault();
          void add(`${text}${pasted}`);
        }}
      />
      <button type="submit" className="button" disabled={cleanLine(text) === ''}>
        <Glyph name="plus" />
        Add
      </button>
    </form>
  );
}
