import type { Table } from 'dexie';
import type { DeviceDatabase } from './database.ts';
import { sumOfBytes } from './kept-room.ts';

/** Of so many records is told how large all are. */
const SAMPLE = 100;

/** About how many bytes tables take: of the browser only a total is known, so it is what some records are as text. */
export async function aboutBytes(...tables: readonly Table[]): Promise<number> {
  const sizes = await Promise.all(
    tables.map(async (table) => {
      const [count, some] = await Promise.all([table.count(), table.limit(SAMPLE).toArray()]);
      const bytes = some.reduce<number>((sum, record) => sum + JSON.stringify(record).length, 0);
      return some.length ? (bytes / some.length) * count : 0;
    }),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0));
}

/** About how many bytes all of a person's data takes. Files are no text: as in the panel, their records say how large they are. */
export async function aboutBytesOf(db: DeviceDatabase): Promise<number> {
  const asText = db.tables.filter(({ name }) => name !== db.fileBytes.name);
  const [text, files] = await Promise.all([aboutBytes(...asText), db.files.toArray()]);
  return text + sumOfBytes(files);
}
