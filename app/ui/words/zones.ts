/** Every time zone this system offers, by name. */
export function allZones(): string[] {
  const zones = new Set(Intl.supportedValuesOf('timeZone'));
  zones.add('UTC');
  return [...zones].sort();
}

/** The zone this device is in. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const plain = (text: string): string => text.replaceAll('_', ' ').trim().toLowerCase();

/** `Europe/Berlin` → `Berlin`; `America/Argentina/La_Rioja` → `La Rioja`. */
export const placeOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** Zones with these words in their name, the best few: names and starts of places first. */
export function findZones(zones: readonly string[], sought: string, max: number): string[] {
  const wanted = plain(sought);
  const rank = (zone: string): number => {
    if (plain(zone) === wanted) return 0;
    if (plain(placeOf(zone)).startsWith(wanted)) return 1;
    return plain(zone).startsWith(wanted) ? 2 : 3;
  };
  return zones
    .filter((zone) => plain(zone).includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || (placeOf(a) < placeOf(b) ? -1 : 1))
    .slice(0, max);
}

/** `UTC`, `UTC+1`, `UTC−3:30` */
export function offsetWords(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  if (minutes === 0) return 'UTC';
  const rest = minutes % 60;
  return `UTC${offsetMs < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}
