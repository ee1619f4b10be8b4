import * as z from 'zod/mini';
import { cleanLine } from './clean-text.ts';

/** Where a ticket's work is. */
interface Place {
  address: string | null;
  latitude: number | null;
  longitude: number | null;
}

/** A place as it is typed. A position is one thing: half of one's own and half of another's would be a third place. */
export const placeFormSchema = z.object({ address: z.string(), position: z.string() });
export type TypedPlace = z.infer<typeof placeFormSchema>;

export function placeFormOf({ address, latitude, longitude }: Place): TypedPlace {
  return { address: address ?? '', position: positionTyped(latitude, longitude) };
}

/** `52.5, 13.4`, or nothing. */
export const positionTyped = (latitude: number | null, longitude: number | null): string =>
  latitude === null || longitude === null ? '' : `${latitude}, ${longitude}`;

export function positionIn(typed: string): Pick<Place, 'latitude' | 'longitude'> {
  const [latitude, longitude] = typed.split(', ').map(Number);
  return typed === '' || latitude === undefined || longitude === undefined
    ? { latitude: null, longitude: null }
    : { latitude, longitude };
}

/** The place that a form says: what nobody touched as it stands; null where that is all of it. */
export function placeToWrite(form: TypedPlace, stands: Place): Place | null {
  const before = placeFormOf(stands);
  const address = form.address === before.address ? stands.address : cleanLine(form.address) || null;
  if (address === stands.address && form.position === before.position) return null;
  return { address, ...positionIn(form.position) };
}
