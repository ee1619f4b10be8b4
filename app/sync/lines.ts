import { NetworkError } from './http.ts';

/** Reads a response as lines, as they arrive. The last, unfinished line of a broken stream is an error, never a line. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new NetworkError('the answer is empty');
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw new NetworkError(error instanceof Error ? error.message : 'the answer broke off');
  } finally {
    reader.cancel().catch(() => undefined);
  }
  if (rest) throw new NetworkError('the answer broke off');
}
