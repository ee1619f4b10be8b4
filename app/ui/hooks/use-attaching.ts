import { useCallback, useState, type ClipboardEvent } from 'react';
import { chooseFiles, dropFile, useChosenFiles, type ChosenFile } from '../../queries/files.ts';
import { useToast, useTry } from '../components/toasts.tsx';
import { failureWords } from '../words/failure-words.ts';
import { notTakenWords } from '../words/file-words.ts';
import { pastedFiles } from '../words/pasted-files.ts';

export interface Attaching {
  /** What was chosen and has not gone with anything yet; it is on this device, also after a reload. */
  files: readonly ChosenFile[];
  /** How many are being prepared. */
  busy: number;
  add: (files: readonly File[]) => void;
  drop: (id: string) => void;
}

/** Takes files out of what is pasted where it has no words; those are left to the field. */
export function takePasted(event: ClipboardEvent, add: Attaching['add']): void {
  const pasted = pastedFiles(event.clipboardData);
  if (!pasted.length) return;
  event.preventDefault();
  add(pasted);
}

/** The files that a person puts with what they are writing in a field. */
export function useAttaching(field: string): Attaching {
  const files = useChosenFiles(field) ?? [];
  const [busy, setBusy] = useState(0);
  const toast = useToast();
  const attempt = useTry();
  const add = useCallback(
    (chosen: readonly File[]) => {
      if (!chosen.length) return;
      setBusy((before) => before + chosen.length);
      void chooseFiles(field, chosen)
        .then(
          (not) => not.length > 0 && toast({ text: notTakenWords(not) }),
          (error: unknown) => toast({ text: failureWords(error) }),
        )
        .finally(() => setBusy((before) => before - chosen.length));
    },
    [field, toast],
  );
  const drop = useCallback((id: string) => void attempt(dropFile(id)), [attempt]);
  return { files, busy, add, drop };
}
