import { useEffect, useState } from 'react';
import { dropShared, readShared, type Shared } from '../photos/shared.ts';
import { chooseFiles, type NotTaken } from './files.ts';
import { loadDrafts, saveDraft } from './drafts.ts';

/** What another app has shared and has no place yet; undefined until it was looked up, null where there is nothing. */
export function useShared(): Shared | null | undefined {
  const [shared, setShared] = useState<Shared | null>();
  useEffect(() => {
    let gone = false;
    void readShared()
      .catch(() => null)
      .then((found) => {
        if (!gone) setShared(found);
      });
    return () => {
      gone = true;
    };
  }, []);
  return shared;
}

/** Puts what was shared with what is written on a ticket, as if it had been chosen there; answers what was not taken. */
export async function placeShared({ files, words }: Shared, ticketId: string): Promise<NotTaken[]> {
  const not = await chooseFiles(ticketId, files);
  // The form of a new ticket is no plain text.
  if (words && ticketId !== 'new') {
    const [draft] = await loadDrafts(ticketId);
    const body = draft?.body ? `${draft.body}\n${words}` : words;
    const place = { id: draft?.id ?? ticketId, rev: draft?.rev ?? null };
    await saveDraft(place, { body, internal: draft?.internal ?? false });
  }
  await dropShared();
  return not;
}

/** Lets go of what was shared. */
export async function letGoOfShared(): Promise<void> {
  await dropShared();
}
