import * as z from 'zod/mini';
import { EARLIEST_MS, LATEST_MS } from '../clock/claimed.ts';

/** Every identity is a random uuid, made where the thing is made. */
export const idSchema = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/));

/** Milliseconds since 1970 UTC, within the years both sides can handle. */
export const timeSchema = z.int().check(z.gte(EARLIEST_MS), z.lte(LATEST_MS));

/** `YYYYMM-NNNN`; the count grows past four digits. */
export const numberSchema = z.string().check(z.regex(/^[0-9]{6}-[0-9]{4,9}$/));

/** Text in any script without control characters (which PostgreSQL or a screen would choke on), trimmed by the sender. */
export function lineSchema(max: number) {
  return z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.regex(/^\P{Cc}*$/u),
    z.regex(/\S/),
    z.refine((text) => text.isWellFormed()),
  );
}

/** Text of several lines; only NUL, which PostgreSQL cannot hold, and lone surrogates are kept out. */
export function textSchema(min: number, max: number) {
  return z.string().check(
    z.minLength(min),
    z.maxLength(max),
    z.refine(
      (text) => !text.includes('\u0000') && text.isWellFormed(),
      'contains characters that cannot be stored',
    ),
  );
}
