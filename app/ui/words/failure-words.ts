import { isDiskFull } from '../../../shared/lib/error-chain.ts';

/** What a person reads when the device could not keep a change. */
export function failureWords(error: unknown): string {
  return isDiskFull(error)
    ? 'This device is full, so your change was not saved. The sync panel shows what takes space and what can go; what you typed is still here.'
    : 'This device could not save your change, so it was not made. What you typed is still here.';
}
