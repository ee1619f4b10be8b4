import type { SentGrants } from '../../shared/protocol/pull.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readReplica } from '../store/meta.ts';

/** Takes what the server says of this person's grants: from now on the screen plans by them. */
export async function learnGrants(db: DeviceDatabase, { role, limitedTo }: SentGrants): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const me = await readReplica(db);
    if (me) await db.meta.put({ ...me, role, limitedTo });
  });
}
