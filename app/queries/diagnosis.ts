import { useEffect, useState } from 'react';
import { readDiagnosis, type Diagnosis } from '../session/diagnosis.ts';
import { currentAccount, leadsHere } from '../session/session.ts';

const AGAIN_MS = 5_000;

/** How this device stands, read anew every few seconds while somebody looks; null until first read. */
export function useDiagnosis(): Diagnosis | null {
  const [held, setHeld] = useState<Diagnosis | null>(null);
  useEffect(() => {
    let gone = false;
    const read = (): void => {
      void readDiagnosis(currentAccount(), leadsHere())
        .catch(() => null)
        .then((found) => {
          if (!gone && found) setHeld(found);
        });
    };
    read();
    const timer = setInterval(read, AGAIN_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, []);
  return held;
}

/** All of it as text for whoever helps: no token, no name, no word that anybody wrote (SPEC D9). */
export async function diagnosisText(): Promise<string> {
  return JSON.stringify(await readDiagnosis(currentAccount(), leadsHere()), null, 2);
}
