import { useEffect, useState } from 'react';
import { lastSeenReplySchema } from '../../shared/protocol/people.ts';
import { askServer } from './asked.ts';

/**
 * When a device of each person was last heard of, asked of the server once; null as long as it has not answered, and
 * where there is no network.
 */
export function useLastSeen(): ReadonlyMap<string, number> | null {
  const [seen, setSeen] = useState<ReadonlyMap<string, number> | null>(null);
  useEffect(() => {
    const end = new AbortController();
    const question = { path: '/people/last-seen', signal: end.signal };
    void askServer(question, lastSeenReplySchema).then(
      (reply) => end.signal.aborted || setSeen(new Map(reply.seen)),
      () => undefined,
    );
    return () => end.abort();
  }, []);
  return seen;
}
