import * as z from 'zod/mini';
import { lineSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';

/** Where work is, as a mutation is told it. Degrees, north and east. */
export const placeShape = {
  address: z.nullable(lineSchema(limits.address)),
  latitude: z.nullable(z.number().check(z.gte(-90), z.lte(90))),
  longitude: z.nullable(z.number().check(z.gte(-180), z.lte(180))),
};

export const placeSchema = z.strictObject(placeShape);

/** Refuses half a position: no map could show it. Null is no place at all. */
export function checkPosition(
  place: { latitude: number | null; longitude: number | null } | null,
): Refusal | undefined {
  return place && (place.latitude === null) !== (place.longitude === null)
    ? refusal('bad-value', 'A position has a latitude and a longitude.', { latitude: 'incomplete' })
    : undefined;
}
