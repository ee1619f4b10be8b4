import { expect, test } from 'vitest';
import { placeFormOf, placeToWrite } from './place-form.ts';

const stands = { address: ' Quay 7 ', latitude: 52.5, longitude: -13.40001 };
const nowhere = { address: null, latitude: null, longitude: null };

test.each([
  ['nothing touched', stands, {}, null],
  ['nothing touched, nothing there', nowhere, {}, null],
  ['another address', stands, { address: ' Quay\t8' }, { ...stands, address: 'Quay 8' }],
  ['no address any more', stands, { address: '  ' }, { ...stands, address: null }],
  ['another position', stands, { position: '1, 2' }, { ...stands, latitude: 1, longitude: 2 }],
  ['no position any more', stands, { position: '' }, { ...stands, latitude: null, longitude: null }],
  ['only blanks typed where nothing was', nowhere, { address: ' ' }, null],
  ['a first one', nowhere, { address: 'Quay 7' }, { ...nowhere, address: 'Quay 7' }],
])('a place is written as far as it was touched: %s (M3)', (_name, place, typed, written) => {
  expect(placeToWrite({ ...placeFormOf(place), ...typed }, place)).toEqual(written);
});
