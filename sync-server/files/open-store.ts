import type { Env } from '../env.ts';
import { DiskStore } from './disk-store.ts';
import { S3Store } from './s3-store.ts';
import type { FileStore } from './store.ts';

/** Where contents are kept: in the bucket that the environment names, else in a folder of this server. */
export function openStore({ s3, filesDir }: Pick<Env, 's3' | 'filesDir'>): FileStore {
  return s3 ? new S3Store(s3) : new DiskStore(filesDir);
}
