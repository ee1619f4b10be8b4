import type { RunningServer } from '../../sync-server/server.ts';

/** Calls `told` when a writing transaction of the server has come back committed, until the result is called. */
export function onCommit({ parts: { sql } }: RunningServer, told: () => void): () => void {
  const own = sql.begin.bind(sql);
  const begin = own as (options: string, work: never) => Promise<unknown>;
  const telling = async (options: string, work: never) => {
    const done = await begin(options, work);
    if (!options) told();
    return done;
  };
  sql.begin = telling as unknown as typeof sql.begin;
  return () => void (sql.begin = own);
}
