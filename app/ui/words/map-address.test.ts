import { expect, test } from 'vitest';
import { mapAddress } from './map-address.ts';

const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

const both = { address: 'Quay 7, gate & yard', latitude: 53.54, longitude: -9.98 };
const words = { address: 'Quay 7, gate & yard', latitude: null, longitude: null };
const position = { address: null, latitude: 0, longitude: -9.98 };
const quay = 'Quay%207%2C%20gate%20%26%20yard';

test.each([
  ['Android', android, both, 'geo:53.54,-9.98?q=53.54,-9.98'],
  ['Android', android, words, `geo:0,0?q=${quay}`],
  ['Android', android, position, 'geo:0,-9.98?q=0,-9.98'],
  ['an iPhone', iphone, both, `maps:?ll=53.54,-9.98&q=${quay}`],
  ['an iPhone', iphone, words, `maps:?q=${quay}`],
  ['a Mac, which an iPad calls itself', mac, position, 'maps:?ll=0,-9.98&q=0%2C-9.98'],
  ['Windows', windows, both, 'https://www.openstreetmap.org/?mlat=53.54&mlon=-9.98#map=17/53.54/-9.98'],
  ['Windows', windows, words, `https://www.openstreetmap.org/search?query=${quay}`],
])('on %s', (_, agent, place, address) => {
  expect(mapAddress(place, agent)).toBe(address);
});

test('no place, no link', () => {
  expect(mapAddress({ address: null, latitude: null, longitude: null }, android)).toBeNull();
});
