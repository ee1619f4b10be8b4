import { useEffect, useState } from 'react';
import { lastSeenReplySchema } from '../../shared/protocol/people.ts';
import { currentAccount } from '../session/session.ts';
import { accessToken, transport } from '../session/tokens.ts';
import { call } from '../sync/http.ts';

/**
 * When a device of each person was last heard of, asked of the server once; null as long as it has not answered, and
 * where there is no network.
 */
export function useLastSeen(): ReadonlyMap<string, number> | null {
  const { key } = currentAccount();
  const [seen, setSeen] = useState<ReadonlyMap<string, number> | null>(null);
  useEffect(() => {
    const end = new AbortController();
    void readLastSeen(key, end.signal).then(
      (found) => end.signal.aborted || setSeen(found),
      () => undefined,
    );
    return () => end.abort();
  }, [key]);
  return seen;
}

async function readLastSeen(accountKey: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const token = await accessToken(accountKey);
  const { seen } = await call(transport, { path: '/people/last-seen', token, signal }, lastSeenReplySchema);
  return new Map(seen);
}
