import { useEffect, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import type { Role } from '../../../shared/model/directory.ts';
import type { TicketQuery } from '../../queries/types.ts';
import { queryOf, urlFromView, viewFromUrl, type ListView } from '../words/list-view.ts';

export interface ListViewState {
  view: ListView;
  query: TicketQuery;
  /** The view's query string, to hang on links that keep the list as it is. */
  url: string;
  change: (part: Partial<ListView>) => void;
}

const typingPauseMs = 250;

/**
 * The list's view, kept in the URL. What is typed into the search counts at once and reaches the URL at a pause: some
 * browsers refuse more than a hundred changes of address in half a minute.
 */
export function useListView(person: { id: string; role: Role }): ListViewState {
  const [path, navigate] = useLocation();
  const urlNow = useSearch();
  const { id, role } = person;
  const fromUrl = useMemo(() => viewFromUrl(urlNow, role), [urlNow, role]);
  const [typed, setTyped] = useState<string | null>(null);
  const view = useMemo(() => (typed === null ? fromUrl : { ...fromUrl, search: typed }), [fromUrl, typed]);
  const query = useMemo(() => queryOf(view, id), [view, id]);

  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => {
      navigate(path + urlFromView({ ...fromUrl, search: typed }, role), { replace: true });
      setTyped(null);
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, fromUrl, navigate, path, role]);

  const change = (part: Partial<ListView>) => {
    if (Object.keys(part).join() === 'search') {
      setTyped((part.search ?? '').slice(0, limits.search));
      return;
    }
    setTyped(null);
    navigate(path + urlFromView({ ...view, ...part }, role), { replace: true });
  };
  return { view, query, url: urlFromView(view, role), change };
}
