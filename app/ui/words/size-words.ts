/** A size in its largest unit that says enough: `740 kB`, `12 MB`, `1.4 GB`. */
export function sizeWords(bytes: number | null): string {
  if (bytes === null) return 'unknown';
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  if (bytes < 1_000_000_000) return `${Math.round(bytes / 1_000_000)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
