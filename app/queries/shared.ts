import { useEffect, useState } from 'react';
import type { LeftOutOfShare } from '../photos/shared-room.ts';
import { dropShared, letGoOf, readShared, type Shared } from '../photos/shared.ts';
import { chooseFiles, type NotTaken } from './files.ts';
import { loadDrafts, saveDraft } from './drafts.ts';

export type { LeftOutOfShare };

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

/**
 * Puts what was shared with what is written on a ticket, as if it had been chosen there, and lets go of each part once it
 * is. Answers what was not taken: of this, what there was no room for goes on waiting.
 */
export async function placeShared({ files, keys, words }: Shared, ticketId: string): Promise<NotTaken[]> {
  // The form of a new ticket is no plain text: its words are there already.
  if (words && ticketId !== 'new') {
    const [draft] = await loadDrafts(ticketId);
    const body = draft?.body ? `${draft.body}\n${words}` : words;
    const place = { id: draft?.id ?? ticketId, rev: draft?.rev ?? null };
    await saveDraft(place, { body, internal: draft?.internal ?? false });
  }
  if (words) await letGoOf();
  const notTaken: NotTaken[] = [];
  for (const [i, file] of files.entries()) {
    const [not] = await chooseFiles(ticketId, [file]);
    if (not) notTaken.push(not);
    if (!not || !WAITS_ON.has(not.why)) await letGoOf(keys[i]);
  }
  if (!notTaken.some(({ why }) => WAITS_ON.has(why))) await dropShared();
  return notTaken;
}

/** There may be room for it later, or on another ticket. */
const WAITS_ON: ReadonlySet<NotTaken['why']> = new Set(['too-many', 'no-room']);

/** Lets go of what was shared. */
export async function letGoOfShared(): Promise<void> {
  await dropShared();
}
