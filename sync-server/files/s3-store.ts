import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { CannotStart } from '../cannot-start.ts';
import type { ContentKey, FileStore } from './store.ts';

/** Where an S3-speaking store is, and who we are to it. */
export interface S3Options {
  /** `https://s3.example.org`; buckets are addressed by path, which all of them understand. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const TRIES = 3;

/** Keeps contents in a bucket: AWS, or whatever speaks as it does. */
export class S3Store implements FileStore {
  readonly #client: AwsClient;
  readonly #bucket: string;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options) {
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: TRIES });
    this.#bucket = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`;
  }

  /** @throws {CannotStart} where the bucket is not there for us: better at the start than at the first photo */
  async check(): Promise<void> {
    const answer = await this.#client.fetch(this.#bucket, { method: 'HEAD' }).catch(() => undefined);
    if (answer?.ok) return;
    throw new CannotStart(
      answer
        ? `The bucket of S3_BUCKET answers ${answer.status}: it is not there, or these keys may not use it.`
        : 'S3_ENDPOINT cannot be reached.',
    );
  }

  async put(key: ContentKey, path: string, bytes: number): Promise<void> {
    // Read from the disk as it is sent; signed by its digest, so that the store refuses what was changed on the way.
    const body = await openAsBlob(path);
    const headers = { 'x-amz-content-sha256': key.sha256, 'content-length': String(bytes) };
    const answer = await this.#client.fetch(this.#urlOf(key), { method: 'PUT', headers, body });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the store answered ${answer.status} to a file`);
  }

  async open(key: ContentKey) {
    const answer = await this.#client.fetch(this.#urlOf(key));
    if (answer.ok && answer.body) return Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
    await answer.body?.cancel();
    if (answer.status === 404) return undefined;
    throw new Error(`the store answered ${answer.status} when asked for a file`);
  }

  #urlOf({ tenantId, sha256 }: ContentKey): string {
    return `${this.#bucket}/${tenantId}/${sha256}`;
  }
}
