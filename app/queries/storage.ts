import { useCallback, useEffect, useState } from 'react';
import { readSpace } from '../session/diagnosis.ts';
import { otherAccounts, removeOther } from '../session/others.ts';
import { currentAccount, kickSync } from '../session/session.ts';
import { countUnsent } from '../session/unsent.ts';
import { storageCondition } from '../store/condition.ts';
import { openDatabase } from '../store/database.ts';
import { keepReserve } from '../store/room.ts';
import { dropSent } from '../store/sent.ts';
import { aboutBytes } from '../store/sizes.ts';
import { useStorageCondition } from './storage-condition.ts';
import type { StorageStatus } from './types.ts';

/** What takes space on this device and what could go; `again` looks anew. Null until it was looked up. */
export function useStorage(): { storage: StorageStatus | null; again: () => void } {
  const condition = useStorageCondition();
  const [storage, setStorage] = useState<StorageStatus | null>(null);
  const [count, setCount] = useState(0);
  useEffect(() => {
    let gone = false;
    void readStorage()
      .catch(() => null)
      .then((read) => {
        if (!gone) setStorage(read);
      });
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- what was counted changes with both
  }, [count, condition]);
  return { storage, again: useCallback(() => setCount((before) => before + 1), []) };
}

async function readStorage(): Promise<StorageStatus> {
  const { key } = currentAccount();
  const db = openDatabase(key);
  const [space, tickets, ticketBytes, drafts, unsent, copies, copyBytes, others] = await Promise.all([
    readSpace(),
    db.tickets.count(),
    aboutBytes(db.tickets, db.threads),
    db.drafts.count(),
    countUnsent(db),
    db.sent.count(),
    aboutBytes(db.sent),
    otherAccounts(key),
  ]);
  const held = { tickets, ticketBytes, drafts, unsent, copies, copyBytes, others };
  return { ...storageCondition.present, ...space, ...held };
}

/** Lets go of copies of what the office has confirmed. */
export async function dropCopies(): Promise<void> {
  await dropSent(openDatabase(currentAccount().key));
  await madeRoom();
}

/** Removes another person's data; false while something of theirs is only here. */
export async function dropOther(key: string): Promise<boolean> {
  const removed = await removeOther(key);
  if (removed) await madeRoom();
  return removed;
}

/** There may be room again: what could not be stored is fetched. */
async function madeRoom(): Promise<void> {
  await keepReserve();
  kickSync();
}
