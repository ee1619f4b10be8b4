import type { TicketSummary } from '../../queries/types.ts';

type Place = Pick<TicketSummary, 'address' | 'latitude' | 'longitude'>;

/**
 * Where a place is opened: in the person's own maps app on a phone, tablet or Mac, which may know the way without a network;
 * elsewhere no scheme is sure to be heard, so on a public map. A position says more than an address; null where there is neither.
 * `agent`: what the browser says it runs on.
 */
export function mapAddress({ address, latitude, longitude }: Place, agent: string): string | null {
  const at = latitude === null || longitude === null ? null : `${latitude},${longitude}`;
  if (at === null && address === null) return null;
  const words = encodeURIComponent(address ?? at ?? '');
  if (/Android/.test(agent)) return at === null ? `geo:0,0?q=${words}` : `geo:${at}?q=${at}`;
  if (/iPhone|iPad|Macintosh/.test(agent))
    return at === null ? `maps:?q=${words}` : `maps:?ll=${at}&q=${words}`;
  if (at === null) return `https://www.openstreetmap.org/search?query=${words}`;
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
}
