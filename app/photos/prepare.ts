/** A file as it is kept and sent: a picture made small and bare, anything else as it was. */
export interface Prepared {
  content: Blob;
  /** Of a picture, small enough for a list. */
  thumb: Blob | null;
  /** Of a picture, in pixels. */
  width: number | null;
  height: number | null;
  /** As far as the device can tell; '' where it cannot. */
  type: string;
  bytes: number;
  /** Of the content as it is kept, in hexadecimal. */
  sha256: string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Prepares a file in a worker, one after the other: a picture in memory is many times its file.
 * @throws where the browser cannot read the file
 */
export async function prepare(file: Blob): Promise<Prepared> {
  const mine = last.then(() => inWorker(file));
  last = mine.catch(() => undefined);
  return await mine;
}

async function inWorker(file: Blob): Promise<Prepared> {
  const worker = new Worker(new URL('./prepare-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Prepared>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Prepared | { failed: string }>) =>
        'failed' in data ? reject(new Error(data.failed)) : resolve(data);
      worker.onerror = () => reject(new Error('the worker does not start'));
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
