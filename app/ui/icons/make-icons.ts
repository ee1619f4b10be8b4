/**
 * Draws every icon of the installed app from icon.svg, which fills its square with the waymark inside the middle 80 %,
 * as maskable icons want it: `npx tsx app/ui/icons/make-icons.ts`. The results are committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

const publicFolder = join(import.meta.dirname, '../../../public');
const square = readFileSync(join(import.meta.dirname, 'icon.svg'), 'utf8');
/** Where nothing cuts the icon to a shape, it brings its own round corners. */
const rounded = square.replace('<rect ', '<rect rx="104" ');

const icons: readonly [file: string, svg: string, widthPx: number][] = [
  ['icon-192.png', rounded, 192],
  ['icon-512.png', rounded, 512],
  ['icon-maskable-512.png', square, 512],
  ['apple-touch-icon.png', square, 180],
];

for (const [file, svg, widthPx] of icons) {
  const image = new Resvg(svg, { fitTo: { mode: 'width', value: widthPx } }).render();
  writeFileSync(join(publicFolder, file), image.asPng());
}
writeFileSync(join(publicFolder, 'favicon.svg'), rounded);
