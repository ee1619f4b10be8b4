import { canonical, sameJson } from '../../lib/fingerprint.ts';
import type { Shape } from './wire-hash.ts';

/** A bound of the taker's must not be the narrower one. */
const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
/** What is compared below. Anything else that narrows, such as a pattern, nobody can compare: it has to be the same. */
const compared = new Set([
  ...['$schema', 'type', 'const', 'enum', 'anyOf', 'oneOf', ...lowest, ...highest],
  ...['properties', 'required', 'propertyNames', 'additionalProperties', 'prefixItems', 'items'],
]);

/**
 * Where whoever reads by the shape `taker` would not take what whoever writes by the shape `said` may say; empty: it takes
 * all of it. Nobody says a key that their shape does not name: that a loose object lets such keys pass is for reading alone.
 * Not seen is what only code looks at: refinements, and what is trimmed before.
 */
export function untaken(taker: Shape, said: Shape, path = ''): string[] {
  if (sameJson(taker, said)) return [];
  const ways = waysOf(taker);
  return waysOf(said).flatMap((one) => {
    const found = ways.map((way) => untakenOf(way, one, path));
    if (found.some((gaps) => gaps.length === 0)) return [];
    if (ways.length === 1) return found.flat();
    return [`${path}: in none of ${ways.length} ways (${found.map((gaps) => gaps.join(', ')).join(' | ')})`];
  });
}

/** A shape for each way in which a value may be: none of them is a union. */
function waysOf(shape: Shape): Shape[] {
  const { anyOf, oneOf, type, ...rest } = shape;
  const union = (anyOf ?? oneOf) as Shape[] | undefined;
  if (union) return union.flatMap((way) => waysOf({ ...rest, ...way }));
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...rest, type: one })) : [shape];
}

function untakenOf(taker: Shape, said: Shape, path: string): string[] {
  const gaps = narrower(taker, said).map((gap) => `${path}: ${gap}`);
  return gaps.length > 0 ? gaps : [...untakenKeys(taker, said, path), ...untakenItems(taker, said, path)];
}

const shown = (value: unknown): string => canonical(value ?? 'anything');

/** What the taker asks of the value itself beyond what is said of it. */
function narrower(taker: Shape, said: Shape): string[] {
  const isType = taker['type'] === undefined || taker['type'] === said['type'];
  if (!isType && !(taker['type'] === 'number' && said['type'] === 'integer'))
    return [`${shown(said['type'])} is no ${shown(taker['type'])}`];
  const values = ({ enum: some, const: one }: Shape) =>
    (some as unknown[] | undefined) ?? (one === undefined ? undefined : [one]);
  const taken = values(taker);
  const beyond = taken ? (values(said) ?? ['others']).filter((value) => !taken.includes(value)) : [];
  const bound = (shape: Shape, key: string, none: number) => (shape[key] as number | undefined) ?? none;
  const gaps = [
    ...lowest.filter((key) => bound(said, key, -Infinity) < bound(taker, key, -Infinity)),
    ...highest.filter((key) => bound(said, key, Infinity) > bound(taker, key, Infinity)),
    ...Object.keys(taker).filter((key) => !compared.has(key) && !sameJson(taker[key], said[key])),
  ].map((key) => `${key} ${shown(said[key])} was taken, is ${shown(taker[key])}`);
  return beyond.length > 0 ? [...gaps, `${shown(beyond)}: not among ${shown(taken)}`] : gaps;
}

/** What a key or a place that is not named may hold: `false` is nothing, none at all is whatever comes. */
type Rest = Shape | false | undefined;

function untakenKeys(taker: Shape, said: Shape, path: string): string[] {
  const keys = (shape: Shape) => (shape['properties'] ?? {}) as Record<string, Shape>;
  const needed = (shape: Shape) => (shape['required'] ?? []) as string[];
  const others = (shape: Shape) => shape['additionalProperties'] as Rest;
  const names = (shape: Shape) => (shape['propertyNames'] ?? { type: 'string' }) as Shape;
  const taken = (key: string, one: Rest) => {
    const by = keys(taker)[key] ?? others(taker);
    if (by === false) return [`${path}.${key}: is not known`];
    return by && one ? untaken(by, one, `${path}.${key}`) : [];
  };
  const always = needed(said);
  const more = others(said);
  return [
    ...needed(taker).flatMap((key) => (always.includes(key) ? [] : [`${path}.${key}: may be absent`])),
    ...Object.entries(keys(said)).flatMap(([key, one]) => taken(key, one)),
    // A record may say any key: those, too, that the taker has a name for.
    ...(more ? [...Object.keys(keys(taker)), '*'].flatMap((key) => taken(key, more)) : []),
    ...untaken(names(taker), names(said), `${path}.* as a key`),
  ];
}

function untakenItems(taker: Shape, said: Shape, path: string): string[] {
  const places = (shape: Shape) => (shape['prefixItems'] ?? []) as Shape[];
  const at = (shape: Shape, place: number) => places(shape)[place] ?? (shape['items'] as Rest);
  const count = Math.max(places(taker).length, places(said).length);
  // Each place, and what comes behind; how many there may be is among the bounds.
  return Array.from({ length: count + 1 }, (_, place) => {
    const [by, one] = [at(taker, place), at(said, place)];
    return by && one ? untaken(by, one, `${path}[${place === count ? '' : place}]`) : [];
  }).flat();
}
