import { useCallback, useEffect, useReducer, useRef } from 'react';
import type * as z from 'zod/mini';
import { replicaOf } from '../session/replica-of.ts';
import { currentAccount } from '../session/session.ts';
import { call, send } from '../sync/http.ts';
import { heedPause, isAskedToWait } from '../sync/pause.ts';
import { useGranted } from './granted.ts';
import { failure, type AskState } from './why-not.ts';

interface Question {
  path: string;
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * Asks the server something for whoever is signed in, at once: what nobody wants just now goes through `askByItself`.
 * @throws ServerError, NetworkError
 */
export async function askServer<T>(question: Question, schema: z.ZodMiniType<T>): Promise<T> {
  const replica = replicaOf(currentAccount());
  return await heedPause(replica, async () =>
    call(replica.transport, { ...question, token: await replica.token() }, schema),
  );
}

/** Fetches something large as it is, to be taken along. @throws ServerError, NetworkError */
export async function fetchWhole(question: Question): Promise<Blob> {
  const replica = replicaOf(currentAccount());
  return await heedPause(replica, async () => {
    const request = { ...question, token: await replica.token(), open: true };
    return await (await send(replica.transport, request)).blob();
  });
}

/**
 * Asks what nobody wants just now, unless the server asked to be left alone (SPEC R1). Undefined: it was not asked.
 * @throws what `ask` throws
 */
export async function askByItself<T>(ask: () => Promise<T>): Promise<T | undefined> {
  return (await isAskedToWait(replicaOf(currentAccount()))) ? undefined : await ask();
}

/** A part of a list, and where the next begins; null: there is no more. */
export interface Page<Row, Cursor> {
  rows: readonly Row[];
  next: Cursor | null;
}

export interface Pages<Row, Cursor> {
  /** What was asked; another question begins anew. */
  key: string;
  /** What its person was granted then: with anything else it begins anew. Undefined: nobody knows, and nothing is asked. */
  granted: string | undefined;
  /** Counts how often it was begun. */
  turn: number;
  rows: readonly Row[];
  /** Where the last page that came ended; undefined: none has come. */
  next: Cursor | null | undefined;
  /**
   * Where the page that is asked for begins, and whether nobody wants it just now; another object each time it is asked,
   * undefined while none is.
   */
  wanted: { from: Cursor | null; byItself: boolean } | undefined;
  /** The network came back since it was: a question that was on its way without one is not the last word. */
  back: boolean;
  state: AskState;
  problem: string | null;
}

type Step<Row, Cursor> =
  | { what: 'begin'; key: string }
  | { what: 'granted'; granted: string }
  | { what: 'more' }
  | { what: 'online' }
  | { what: 'page'; turn: number; page: Page<Row, Cursor> }
  | { what: 'failed'; turn: number; state: AskState; problem: string | null };

/** A list of which nothing has come. */
export function begun<Row, Cursor>(
  key: string,
  granted: string | undefined,
  turn: number,
  byItself = false,
): Pages<Row, Cursor> {
  const wanted = granted === undefined ? undefined : { from: null, byItself };
  return {
    key,
    granted,
    turn,
    rows: [],
    next: undefined,
    wanted,
    back: false,
    state: 'asking',
    problem: null,
  };
}

/** With its next page asked for, where there is one. */
function wanting<Row, Cursor>(was: Pages<Row, Cursor>, byItself: boolean): Pages<Row, Cursor> {
  if (was.next === null || was.wanted !== undefined) return was;
  return {
    ...was,
    wanted: { from: was.next ?? null, byItself },
    back: false,
    state: 'asking',
    problem: null,
  };
}

/** What one step makes of a list that is asked for page by page. */
export function stepped<Row, Cursor>(was: Pages<Row, Cursor>, step: Step<Row, Cursor>): Pages<Row, Cursor> {
  switch (step.what) {
    case 'begin':
      return begun(step.key, was.granted, was.turn + 1);
    case 'granted':
      return begun(was.key, step.granted, was.turn + 1, was.granted !== undefined);
    case 'more':
      return wanting(was, false);
    case 'online':
      if (was.state === 'offline') return wanting(was, true);
      return was.state === 'asking' ? { ...was, back: true } : was;
    case 'page': {
      if (step.turn !== was.turn) return was;
      const { rows, next } = step.page;
      return { ...was, rows: [...was.rows, ...rows], next, wanted: undefined, state: 'here' };
    }
    case 'failed':
      if (step.turn !== was.turn) return was;
      if (step.state === 'offline' && was.back && was.wanted)
        return { ...was, wanted: { ...was.wanted }, back: false };
      return { ...was, wanted: undefined, state: step.state, problem: step.problem };
  }
}

export interface Listed<Row> {
  rows: readonly Row[];
  state: AskState;
  /** What the server said where it refused. */
  problem: string | null;
  /** Asks for the next page; null where there is none, or nothing has come yet. */
  more: (() => void) | null;
  /** Asks again where the last question was not answered. */
  again: () => void;
}

/**
 * A list of the server's, page by page. What has come stays while more is asked for; when the network comes back, what was
 * not answered is asked again. When its person is granted anything else, what has come goes at once, and is asked anew: it
 * was for what they held before (SPEC S1).
 *
 * @param key names the question; `ask` may be another function at each call
 */
export function useListed<Row, Cursor>(
  key: string,
  ask: (after: Cursor | null, signal: AbortSignal) => Promise<Page<Row, Cursor>>,
): Listed<Row> {
  const granted = useGranted();
  const [pages, step] = useReducer(stepped<Row, Cursor>, key, (first) =>
    begun<Row, Cursor>(first, granted, 0),
  );
  if (pages.key !== key) step({ what: 'begin', key });
  else if (granted !== undefined && pages.granted !== granted) step({ what: 'granted', granted });
  const { turn, wanted, state } = pages;
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const end = new AbortController();
    const ask = () => latest.current(wanted.from, end.signal);
    void (wanted.byItself ? askByItself(ask) : ask()).then(
      (page) =>
        end.signal.aborted ||
        step(page ? { what: 'page', turn, page } : { what: 'failed', turn, state: 'busy', problem: null }),
      (error: unknown) => end.signal.aborted || step({ what: 'failed', turn, ...failure(error) }),
    );
    return () => end.abort();
  }, [turn, wanted]);
  const again = useCallback(() => step({ what: 'more' }), []);
  useEffect(() => {
    const online = () => step({ what: 'online' });
    addEventListener('online', online);
    return () => removeEventListener('online', online);
  }, []);
  const more = pages.next === null || pages.next === undefined ? null : again;
  return { rows: pages.rows, state, problem: pages.problem, more, again };
}

/** One thing of the server's. */
export function useAsked<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
): Omit<Listed<T>, 'rows' | 'more'> & { found: T | undefined } {
  const { rows, state, problem, again } = useListed<T, never>(key, async (_, signal) => ({
    rows: [await ask(signal)],
    next: null,
  }));
  return { found: rows[0], state, problem, again };
}
