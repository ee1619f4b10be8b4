import { useId, type ReactNode } from 'react';
import { Link } from 'wouter';
import { keepFilesOf, type TooLittleRoom } from '../../queries/files.ts';
import { failureWords } from '../words/failure-words.ts';
import { numberFollows } from '../words/labels.ts';
import { sizeWords } from '../words/size-words.ts';
import { useToast } from './toasts.tsx';
import '../styles/files.css';

interface KeptSharesProps {
  shares: TooLittleRoom['shares'];
  onGone: () => void;
}

/** The tickets whose files are kept on this device, each with what it takes: they go when their person says so. */
export function KeptShares({ shares, onGone }: KeptSharesProps): ReactNode {
  const id = useId();
  const toast = useToast();
  const letGo = (ticketId: string) =>
    void keepFilesOf(ticketId, false).then(onGone, (error: unknown) => toast({ text: failureWords(error) }));
  if (!shares.length) return null;
  return (
    <ul className="kept-shares" aria-label="Kept on this device" data-testid="kept-shares">
      {shares.map(({ ticketId, number, title, bytes }) => (
        <li key={ticketId}>
          <span id={`${id}-${ticketId}`} dir="auto">
            <Link href={`/tickets/${ticketId}`}>
              {number ?? numberFollows} {title}
            </Link>{' '}
            <span className="file-size">{sizeWords(bytes)}</span>
          </span>
          <button
            type="button"
            className="button"
            aria-describedby={`${id}-${ticketId}`}
            onClick={() => letGo(ticketId)}
          >
            Keep no longer
          </button>
        </li>
      ))}
    </ul>
  );
}
