import { link, mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createReadStream } from 'node:fs';
import { codeOf } from '../cannot-start.ts';
import type { ContentKey, FileStore } from './store.ts';

/** Keeps contents in a folder, each tenant's apart; on the same file system as what arrives. */
export class DiskStore implements FileStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: ContentKey, path: string): Promise<void> {
    const to = this.#pathOf(key);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    // A second name for the same bytes: there whole or not at all, and free.
    await link(path, to).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(dirname(to));
  }

  async open(key: ContentKey) {
    const path = this.#pathOf(key);
    const found = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    return found && createReadStream(path);
  }

  /** Both parts are checked where they come from: a uuid of the token, a digest of the row. */
  #pathOf({ tenantId, sha256 }: ContentKey): string {
    return join(this.#folder, 'kept', tenantId, sha256.slice(0, 2), sha256);
  }
}

/** A name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
