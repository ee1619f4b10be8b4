import { expect, test } from 'vitest';
import { readRows, type CsvRow } from './csv-rows.ts';

/** Reads text in pieces of a few bytes, as a stream may come. */
async function rowsOf(text: string | Buffer, pieceBytes = 3): Promise<CsvRow[]> {
  const bytes = Buffer.from(text as string);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const rows: CsvRow[] = [];
  for await (const row of readRows(pieces(), 'utf8')) rows.push(row);
  return rows;
}

const cells = (rows: CsvRow[]) => rows.map((row) => row.cells ?? row.problem);
const lines = (rows: CsvRow[]) => rows.map((row) => row.line);

test.each([1, 2, 7, 1000])('in pieces of %i bytes: quotes, line ends and blank lines', async (pieceBytes) => {
  const rows = await rowsOf('\ufeffid,text\r\n1,"a, ""b""\r\nc"\r\n\r\n , \r\n2,größe', pieceBytes);
  expect(cells(rows)).toEqual([
    ['id', 'text'],
    ['1', 'a, "b"\r\nc'],
    ['2', 'größe'],
  ]);
  expect(lines(rows)).toEqual([1, 2, 6]);
});

test.each([
  ['semicolons', 'id;text\n1;a,b', [['id', 'text'], ['1', 'a,b']]],
  ['tabs', 'id\ttext\n1\ta', [['id', 'text'], ['1', 'a']]],
  ['old line ends', 'id,text\r1,a\r2,b', [['id', 'text'], ['1', 'a'], ['2', 'b']]],
  ['a header alone', 'id,text\n', [['id', 'text']]],
  ['nothing', '', []],
  ['a byte order mark alone', '\ufeff', []],
])('%s', async (_, text, expected) => {
  expect(cells(await rowsOf(text))).toEqual(expected);
}); // prettier-ignore

test.each([1, 5, 1000])(
  'in pieces of %i bytes: a quote left open costs its own line only',
  async (pieceBytes) => {
    const rows = await rowsOf('id,text\n1,"open\n2,ok\n3,"fine"\n4,ok\n', pieceBytes);
    expect(lines(rows)).toEqual([1, 2, 3, 4, 5]);
    expect(cells(rows)).toEqual([
      ['id', 'text'],
      'something follows a closing quote',
      ['2', 'ok'],
      ['3', 'fine'],
      ['4', 'ok'],
    ]);
  },
);

test('a quote that nothing closes', async () => {
  const rows = await rowsOf('id,text\n1,"open\n2,ok');
  expect(cells(rows)).toEqual([['id', 'text'], 'a quote is opened and never closed', ['2', 'ok']]);
});

test('a quote left open that a later one closes by chance', async () => {
  const rows = await rowsOf('id,text,more\n1,"open,x\n2,ok,y\n3,z",ok\n4,ok,ok\n');
  expect(lines(rows).at(-1)).toBe(5);
  expect(cells(rows)[1]).toEqual(['1', 'open,x\n2,ok,y\n3,z', 'ok']); // it is well-formed: nobody could tell
  const uneven = await rowsOf('id,text,more\n1,"open,x\n2,ok,y\n3,"\n4,ok,ok\n');
  expect(cells(uneven).slice(1)).toEqual([
    'has 2 cells where the header has 3',
    ['2', 'ok', 'y'],
    'a quote is opened and never closed',
    ['4', 'ok', 'ok'],
  ]);
});

test('a quote left open before much text does not swallow it', async () => {
  const many = Array.from({ length: 40_000 }, (_, i) => `${i},some text`).join('\n');
  const rows = await rowsOf(`id,text\nx,"open\n${many}\n`, 65_536);
  expect(rows).toHaveLength(40_002);
  expect(rows[1]).toEqual({ line: 2, problem: 'a quote is opened and never closed' });
  expect(rows.at(-1)).toEqual({ line: 40_002, cells: ['39999', 'some text'] });
});

test('rows of another width, and quotes in the middle of a cell', async () => {
  const rows = await rowsOf('id,text\n1\n2,a,b\n3,12" pipe\n4,ok');
  expect(cells(rows).slice(1)).toEqual([
    'has 1 cells where the header has 2',
    'has 3 cells where the header has 2',
    'a quote stands in the middle of a cell',
    ['4', 'ok'],
  ]);
});
