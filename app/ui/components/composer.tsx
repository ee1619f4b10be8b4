import { useRef, useState, type FormEvent, type ReactNode, type Ref } from 'react';
import { flushSync } from 'react-dom';
import { limits } from '../../../shared/model/limits.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { takePasted, useAttaching } from '../hooks/use-attaching.ts';
import { useCalling } from '../hooks/use-calling.ts';
import { useCanned } from '../hooks/use-canned.ts';
import { useComposerBox, type ComposerHandle } from '../hooks/use-composer-box.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useReply } from '../hooks/use-reply.ts';
import { useSuggestions } from '../hooks/use-suggestions.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { useDroppedFiles } from '../hooks/use-dropped-files.ts';
import { cleanText } from '../words/clean-text.ts';
import { onlyFilesWords } from '../words/file-words.ts';
import type { Sign } from '../words/trigger.ts';
import { AttachButtons } from './attach-buttons.tsx';
import { CannedMenu } from './canned-menu.tsx';
import { ChosenFiles } from './chosen-files.tsx';
import { Glyph } from './glyph.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { RichText } from './rich-text.tsx';
import { suggestionAttributes, SuggestionList } from './suggestion-list.tsx';

interface ComposerProps {
  detail: TicketDetail;
  ref: Ref<ComposerHandle>;
}

/**
 * Writes a public reply or an internal note. The two must never be mistaken for each other: a note has another colour,
 * border, sign, label and button, and says who will not see it.
 */
export function Composer({ detail, ref }: ComposerProps): ReactNode {
  const { staff, names } = useWorkspace();
  const { ticket } = detail;
  const { leadsTo, send: sendReply } = useReply(detail);
  const attaching = useAttaching(ticket.id);
  const { files } = attaching;
  const handle = useDraft(ticket.id);
  const { draft, change, current, flush } = handle;
  const box = useRef<HTMLTextAreaElement>(null);
  const [previewing, setPreviewing] = useState(false);
  const preview = previewing && draft.body.trim() !== '';
  const { put, caret } = useComposerBox(ref, handle, box, () => setPreviewing(false));
  const canned = useCanned(ticket);
  const calling = useCalling(ticket);
  const sourceOf = (sign: Sign) => (sign === '/' ? canned : calling);
  const suggestions = useSuggestions(
    (sign, sought) => sourceOf(sign).find(sought),
    ({ id }, { sign, from, to }) => put({ from, to, text: sourceOf(sign).textOf(id) }),
  );
  const internal = staff && draft.internal;
  const body = cleanText(draft.body);
  const form = useRef<HTMLFormElement>(null);
  const dropping = useDroppedFiles(form, attaching.add);
  const going = useRef(false);
  const mayGo = (body.trim() !== '' || files.length > 0) && attaching.busy === 0;

  const write = (asNote: boolean) => {
    change({ ...draft, internal: asNote });
    // The preview may have hidden the box until now.
    flushSync(() => setPreviewing(false));
    box.current?.focus();
  };
  /** By a key: what was begun as a note does not become a reply by one, and a reply no note. */
  const goOn = (asNote: boolean) => {
    const begun = current().body.trim() !== '' || files.length > 0 || attaching.busy > 0;
    write(begun ? current().internal : asNote);
  };
  useKeys({ r: () => goOn(false), ...(staff ? { n: () => goOn(true) } : {}) });

  const giveBack = (words: string) => {
    const since = current().body;
    change({ ...current(), body: since ? `${words}\n\n${since}` : words });
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    // Until files have gone they still stand here: a second press would send them once more.
    if (!mayGo || (going.current && files.length > 0)) return;
    going.current = true;
    // Files alone are named, so that every device and every notification has something to say.
    const said = body.trim() ? body : onlyFilesWords(files);
    // The box is free at once for the next thought; what could not be kept comes back before it.
    change({ ...draft, body: '' });
    setPreviewing(false);
    let sent = false;
    try {
      // Other windows show the same draft: it goes from them with the sending.
      sent = await sendReply({ body: calling.called(said), internal, files }, flush);
    } finally {
      going.current = false;
      // For whatever reason it was not kept, a bug of ours among them.
      if (!sent) giveBack(body);
    }
  };

  const label = internal ? 'Internal note' : staff ? 'Public reply' : 'Your reply';
  return (
    <form
      ref={form}
      className={`composer composer-${internal ? 'internal' : 'public'}${dropping ? ' composer-dropping' : ''}`}
      data-testid="composer"
      data-internal={internal}
      aria-label={label}
      onSubmit={(event) => void send(event)}
    >
      {staff && (
        <KindChoice internal={internal} onChoose={(asNote) => change({ ...draft, internal: asNote })} />
      )}
      <div className="suggested">
        <textarea
          ref={box}
          aria-label={label}
          {...(staff ? suggestionAttributes(suggestions) : {})}
          placeholder={internal ? 'For staff only…' : 'Write a reply…'}
          dir="auto"
          rows={2}
          hidden={preview}
          maxLength={limits.message}
          value={draft.body}
          onChange={(event) => {
            setPreviewing(false);
            change({ ...draft, body: event.target.value });
            suggestions.look(event.target);
          }}
          onSelect={(event) => suggestions.look(event.currentTarget)}
          onBlur={suggestions.close}
          onKeyDown={(event) => {
            if (staff && suggestions.press(event)) return;
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
              event.currentTarget.form?.requestSubmit();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          onPaste={(event) => takePasted(event, attaching.add)}
        />
        {staff && <SuggestionList of={suggestions} />}
      </div>
      {preview && <Preview text={calling.called(body)} />}
      <ChosenFiles {...attaching} />
      <OtherDrafts handle={handle} />
      <footer>
        <AttachButtons onFiles={attaching.add} />
        <p>
          {internal ? (
            <>
              <Glyph name="lock" />
              Only staff see this.
            </>
          ) : staff ? (
            <>
              <Glyph name="reply" />
              <span>
                {leadsTo === 'stays' ? (
                  <>
                    <bdi>{names.person(ticket.requesterId)}</bdi> will see this.
                  </>
                ) : (
                  requesterHints[leadsTo]
                )}
              </span>
            </>
          ) : (
            requesterHints[leadsTo]
          )}
        </p>
        {staff && (
          <CannedMenu
            replies={canned.replies}
            onPick={(id) => put({ from: caret(), to: caret(), text: canned.textOf(id) })}
          />
        )}
        <button
          type="button"
          className="button button-quiet"
          disabled={!body.trim()}
          onClick={() => setPreviewing(!preview)}
        >
          {preview ? 'Edit' : 'Preview'}
        </button>
        <button type="submit" className="button button-main" disabled={!mayGo} title="Ctrl+Enter">
          {internal ? 'Save note' : leadsTo === 'follow-up' ? 'Send as a new ticket' : 'Send reply'}
        </button>
      </footer>
    </form>
  );
}

/** What becomes of a requester's reply, said before it is sent. */
const requesterHints = {
  stays: 'The desk will see this.',
  reopens: 'The desk will see this, and the ticket is open again.',
  'follow-up': 'This ticket was settled a while ago: your reply opens a new one that follows it.',
} as const;

/** What is being written as it will be shown, and how more can be made of it. */
function Preview({ text }: { text: string }): ReactNode {
  return (
    // It scrolls by itself, by the keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="composer-preview" role="region" aria-label="Preview" tabIndex={0}>
      <RichText text={text} />
      <p className="faint">**bold**, *italic*, `code`, - list, &gt; quote, [words](https://…)</p>
    </div>
  );
}

function KindChoice({
  internal,
  onChoose,
}: {
  internal: boolean;
  onChoose: (internal: boolean) => void;
}): ReactNode {
  return (
    <fieldset className="composer-kinds">
      <legend className="unseen">Kind of message</legend>
      <label>
        <input type="radio" name="kind" checked={!internal} onChange={() => onChoose(false)} />
        <span>
          <Glyph name="reply" /> Public reply
        </span>
      </label>
      <label>
        <input type="radio" name="kind" checked={internal} onChange={() => onChoose(true)} />
        <span>
          <Glyph name="lock" /> Internal note
        </span>
      </label>
    </fieldset>
  );
}
