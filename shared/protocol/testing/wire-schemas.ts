import type * as z from 'zod/mini';
import { canonical } from '../../lib/fingerprint.ts';
import * as archive from '../archive.ts';
import * as audit from '../audit.ts';
import * as auth from '../auth.ts';
import * as check from '../check.ts';
import * as device from '../device.ts';
import * as files from '../files.ts';
import * as fill from '../fill.ts';
import * as people from '../people.ts';
import * as pull from '../pull.ts';
import * as push from '../push.ts';
import * as register from '../register.ts';
import * as stream from '../stream.ts';
import { type Shape, shapeOf } from './wire-hash.ts';

const messages = { archive, audit, auth, check, device, files, fill, people, pull, push, register, stream };

/** Every schema of what travels, and of parts of it, by `file.name`. */
export const wireSchemas: Record<string, z.ZodMiniType> = Object.fromEntries(
  Object.entries(messages).flatMap(([file, exported]) =>
    Object.entries(exported as Record<string, unknown>)
      .filter(([name]) => name.endsWith('Schema'))
      .map(([name, schema]) => [`${file}.${name}`, schema as z.ZodMiniType]),
  ),
);

/** The shape of every envelope by its schema's name: of what travels as a whole. A part is in those that it is a part of. */
export function envelopeShapes(): Record<string, Shape> {
  const shapes = Object.entries(wireSchemas).map(([name, schema]) => {
    const { $schema: _dialect, ...bare } = shapeOf(schema);
    return { name, shape: shapeOf(schema), text: canonical(bare) };
  });
  const envelopes = shapes.filter(
    ({ text }) => !shapes.some((other) => other.text !== text && other.text.includes(text)),
  );
  return Object.fromEntries(envelopes.map(({ name, shape }) => [name, shape]));
}
