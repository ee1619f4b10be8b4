const MINUTES_A_DAY = 1440;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::[\d.]+)?$/;

/** Minutes after midnight as a time field has them: `570` is `09:30`, and the end of the day `00:00`. */
export function fromMinute(minute: number): string {
  const of = (part: number) => String(part).padStart(2, '0');
  return `${of(Math.floor(minute / 60) % 24)}:${of(minute % 60)}`;
}

/** The other way round; an end at `00:00` is that of the day. NaN where the field holds no time. */
export function toMinute(time: string, end: 'from' | 'to'): number {
  const [, hours, minutes] = TIME.exec(time) ?? [];
  if (hours === undefined) return Number.NaN;
  const minute = Number(hours) * 60 + Number(minutes);
  return minute === 0 && end === 'to' ? MINUTES_A_DAY : minute;
}
