/** Ends an exchange in which nothing has been heard for a while: a dead connection is not an answer on its way. */
export interface Silence {
  /** Aborts when it has been silent for too long. */
  readonly signal: AbortSignal;
  /** Passes bytes on, and takes each for a sign of life. */
  readonly through: TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>;
  stop(): void;
}

/** @param heard told of how many bytes passed, each time. */
export function watchSilence(silenceMs: number, heard?: (bytes: number) => void): Silence {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wind = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), silenceMs);
  };
  wind();
  const through = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, sink) {
      wind();
      heard?.(chunk.byteLength);
      sink.enqueue(chunk);
    },
  });
  return { signal: controller.signal, through, stop: () => clearTimeout(timer) };
}
