import { expect, test } from 'vitest';
import { NetworkError, ServerError } from '../sync/http.ts';
import { failure, whyNotFetched } from './why-not.ts';

const said = (status: number, code: string): ServerError => new ServerError(code, status, 'Its words.', null);

test.each([
  [new NetworkError('no connection'), { state: 'offline', problem: null }, 'away'],
  // A proxy or a captive portal: nothing is known of the office.
  [new NetworkError('unexpected answer 502'), { state: 'offline', problem: null }, 'away'],
  [said(429, 'too-many-tries'), { state: 'busy', problem: null }, 'busy'],
  [said(500, 'internal'), { state: 'busy', problem: null }, 'busy'],
  [said(503, 'database-away'), { state: 'busy', problem: null }, 'busy'],
  [said(403, 'not-allowed'), { state: 'refused', problem: 'Its words.' }, 'away'],
  [said(404, 'not-found'), { state: 'refused', problem: 'Its words.' }, 'gone'],
  [said(404, 'not-yet-here'), { state: 'refused', problem: 'Its words.' }, 'not-yet'],
])('after %s: an asked list is %j, a file is %s', (error, list, file) => {
  expect(failure(error)).toEqual(list);
  expect(whyNotFetched(error)).toBe(file);
});
