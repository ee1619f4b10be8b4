import { expect, test } from 'vitest';
import type { Life } from '../db/life.ts';
import { endOf, type Seen } from './judge.ts';

const life = (over: Partial<Life> = {}): Life => ({
  ...{ id: 'now', began: 'here', place: 'here', earlier: ['before'], position: 100 },
  ...over,
});
const seen = (over: Partial<Seen> = {}): Seen => ({
  ...{ id: 'now', place: 'here', position: 90, earlier: ['before'] },
  ...over,
});

test.each<[string, Life, Seen | undefined, ReturnType<typeof endOf>]>([
  ['nobody has looked yet', life({ began: null }), undefined, undefined],
  ['nothing was kept outside', life(), undefined, undefined],
  ['it went on', life(), seen(), undefined],
  ['nothing was written since', life(), seen({ position: 100 }), undefined],
  ['its log is shorter than it was', life(), seen({ position: 101 }), 'put-back'],
  ['it says it began elsewhere', life({ place: 'there' }), undefined, 'moved'],
  ['it says so, whatever else was seen', life({ place: 'there' }), seen({ place: 'there' }), 'moved'],
  ['what was seen is of another database', life(), seen({ place: 'there', position: 900 }), undefined],
  ['devices were told: another life follows on it', life(), seen({ id: 'before', position: 900 }), undefined],
  [
    'it lives a life before the one seen',
    life(),
    seen({ id: 'after', earlier: ['now', 'before'] }),
    'put-back',
  ],
  [
    'put back to before what was seen, and told',
    life(),
    seen({ id: 'lost', earlier: ['before'] }),
    undefined,
  ],
])('%s (I2)', (_, present, known, end) => {
  expect(endOf(present, known)).toBe(end);
});
