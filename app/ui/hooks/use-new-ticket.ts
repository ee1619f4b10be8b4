import { useEffect, useRef, useState } from 'react';
import { mutateWithFiles } from '../../attach.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import { useKeep } from '../components/toasts.tsx';
import { useAttaching, type Attaching } from './use-attaching.ts';
import { cleanLine, cleanText } from '../words/clean-text.ts';
import { draftFromForm, emptyForm, formFromDraft, type NewTicketForm } from '../words/new-ticket.ts';
import { useDraft, type DraftHandle } from './use-draft.ts';

/** The key of the one draft of a ticket that does not exist yet. */
const draftKey = 'new';

/** The form as it is shown and filed: with the team it will have. */
export type ShownForm = NewTicketForm & { teamId: string | null };

interface NewTicket {
  form: ShownForm;
  loaded: boolean;
  change: (part: Partial<NewTicketForm>) => void;
  /** Starts over, keeping the number that was set aside. */
  reset: () => void;
  /** Files it; resolves to the ticket's id, or null when the device refused. */
  file: () => Promise<string | null>;
  handle: DraftHandle;
  /** Files that go with it. */
  attaching: Attaching;
}

/**
 * The form of a new ticket with its draft. The number is taken once and stays with the draft, so that looking at the
 * form does not spend the device's lease. `teamId`: whose it is unless another is chosen.
 */
export function useNewTicket(meId: string, teamId: string | null): NewTicket {
  const handle = useDraft(draftKey);
  const { draft, loaded, change: changeDraft, current, clear } = handle;
  const attaching = useAttaching(draftKey);
  const keep = useKeep();
  const formOf = (body: string) => (body === '' ? emptyForm(meId) : formFromDraft(body, meId));
  const typed = formOf(draft.body);
  const form: ShownForm = { ...typed, teamId: typed.teamId === undefined ? teamId : typed.teamId };
  const [id] = useState(newId);
  const write = (next: NewTicketForm) => changeDraft({ body: draftFromForm(next), internal: false });
  // On what was typed last, drawn or not: a number that arrives between two keystrokes must lose neither.
  const change = (part: Partial<NewTicketForm>) => write({ ...formOf(current().body), ...part });

  const latest = useRef(change);
  useEffect(() => {
    latest.current = change;
  });
  const taken = useRef(false);
  const filed = useRef(false);
  const needsNumber = loaded && form.number === null;
  useEffect(() => {
    // Filed from another window, its number is gone, and this form needs one of its own.
    if (loaded && !needsNumber && !filed.current) taken.current = false;
    if (!needsNumber || taken.current) return;
    taken.current = true;
    void takeNumber().then((number) => {
      if (number) latest.current({ number });
    });
  }, [loaded, needsNumber]);

  const file = async (): Promise<string | null> => {
    const { address, latitude, longitude, title, description, ...rest } = form;
    const line = cleanLine(address);
    const hasPlace = line !== '' || latitude !== null;
    const args = {
      ...rest,
      id,
      title: cleanLine(title),
      description: cleanText(description).trim(),
      place: hasPlace ? { address: line || null, latitude, longitude } : null,
    };
    const { files } = attaching;
    const on = { ticketId: id, messageId: null, internal: false };
    const kept = await keep(
      files.length
        ? mutateWithFiles({ name: 'ticket.create', args }, files, on)
        : mutate('ticket.create', args),
    );
    if (!kept) return null;
    filed.current = true;
    taken.current = true;
    await clear();
    return id;
  };
  return {
    handle,
    attaching,
    form,
    loaded,
    change,
    reset: () => {
      for (const { id } of attaching.files) attaching.drop(id);
      write({ ...emptyForm(meId), number: form.number });
    },
    file,
  };
}
