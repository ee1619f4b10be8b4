import type { FleetDevice, TicketDevice } from '../../queries/devices.ts';
import type { Names } from './names.ts';
import { sizeWords } from './size-words.ts';
import { nearTime, spanWords } from './time-words.ts';

const MINUTE_MS = 60_000;
/** A device that is there is heard of once a minute, and that is written down every five where nothing changes. */
const AWAY_AFTER_MS = 7 * MINUTE_MS;

export const kindWords = { phone: 'phone', tablet: 'tablet', computer: 'computer' } as const;

/** Whose device, as one says it: `Ana’s tablet` */
export function ownerWords(
  { personId, kind }: Pick<TicketDevice, 'personId' | 'kind'>,
  names: Names,
): string {
  const name = names.person(personId);
  return `${name}${/s$/i.test(name) ? '’' : '’s'} ${kindWords[kind]}`;
}

/** Where a ticket is, a sentence a device that has it, or one that none has: `On Ana’s tablet since 10:42` */
export function deliveryLines(devices: readonly TicketDevice[], names: Names, now: number): string[] {
  const lines = devices.flatMap((device) => {
    const owner = ownerWords(device, names);
    if (device.holding === 'all')
      return [`On ${owner}${device.since === null ? '' : ` since ${nearTime(device.since, now)}`}`];
    if (device.holding === 'none') return [];
    return [`${owner} has an earlier state, and was last heard of ${spanWords(now - device.heardAt)} ago`];
  });
  return lines.length ? lines : ['Not yet on any device'];
}

/** Since when a device is away; null while it is there. */
export function awaySince({ heardAt }: Pick<FleetDevice, 'heardAt'>, now: number): number | null {
  return now - heardAt > AWAY_AFTER_MS ? heardAt : null;
}

/** How much of its storage a device uses: `1.2 of 9 GB`; nothing where it did not say. */
export function storageWords(told: FleetDevice['told']): string {
  if (!told || told.usedBytes === null) return '–';
  return told.quotaBytes === null
    ? sizeWords(told.usedBytes)
    : `${sizeWords(told.usedBytes)} of ${sizeWords(told.quotaBytes)}`;
}
