import { useEffect, useState } from 'react';
import { readDiagnosis, type Diagnosis } from '../session/diagnosis.ts';
import { currentAccount, leadsHere } from '../session/session.ts';

const AGAIN_MS = 5_000;

/** How this device stands, read anew a few seconds after each time while somebody looks; null until first read. */
export function useDiagnosis(): Diagnosis | null {
  const [held, setHeld] = useState<Diagnosis | null>(null);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      const found = await readDiagnosis(currentAccount(), leadsHere()).catch(() => null);
      if (gone) return;
      if (found) setHeld(found);
      timer = setTimeout(() => void read(), AGAIN_MS);
    };
    void read();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return held;
}

/** All of it as text for whoever helps: no token, no name, no word that anybody wrote (SPEC D9). */
export async function diagnosisText(): Promise<string> {
  return JSON.stringify(await readDiagnosis(currentAccount(), leadsHere()), null, 2);
}
