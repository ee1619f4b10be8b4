/** How often this process put something into JSON, and how often into bytes. */
export interface Encodings {
  asJson: number;
  asBytes: number;
  begin(): void;
  end(): void;
}

/**
 * Counts from `begin` to `end` the texts that `isOne` says yes to: what `JSON.stringify` made, what `TextEncoder` was
 * given. Both do their work as ever. Where a benchmark's server runs in this process, that is the server's encoding.
 */
export function countEncodings(isOne: (text: string) => boolean): Encodings {
  const stringify = Object.getOwnPropertyDescriptor(JSON, 'stringify') as PropertyDescriptor;
  const encode = Object.getOwnPropertyDescriptor(TextEncoder.prototype, 'encode') as PropertyDescriptor;
  const ownStringify = stringify.value as (...args: unknown[]) => string | undefined;
  const ownEncode = encode.value as TextEncoder['encode'];
  const count: Encodings = {
    asJson: 0,
    asBytes: 0,
    begin() {
      Object.defineProperty(JSON, 'stringify', {
        ...stringify,
        value(...args: unknown[]) {
          const made = ownStringify(...args);
          if (made !== undefined && isOne(made)) count.asJson += 1;
          return made;
        },
      });
      Object.defineProperty(TextEncoder.prototype, 'encode', {
        ...encode,
        value(this: TextEncoder, input?: string) {
          if (input !== undefined && isOne(input)) count.asBytes += 1;
          return ownEncode.call(this, input);
        },
      });
    },
    end() {
      Object.defineProperty(JSON, 'stringify', stringify);
      Object.defineProperty(TextEncoder.prototype, 'encode', encode);
    },
  };
  return count;
}
