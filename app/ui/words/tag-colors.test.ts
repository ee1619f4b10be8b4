import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tagColors } from '../../../shared/model/directory.ts';
import { must } from '../../../shared/lib/must.ts';

// WCAG 2.2, 1.4.11: what tells one thing from another stands out from its ground by 3:1, by day and by night.

const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');

function shades(token: string): [day: string, night: string] {
  const found = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  return [must(found?.[1], token), must(found?.[2], token)];
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test.each(tagColors)('%s is told from every ground that tags stand on', (color) => {
  for (const ground of ['ground', 'surface', 'raised']) {
    const [day, night] = shades(`tag-${color}`).map((shade, i) =>
      contrast(shade, must(shades(ground)[i], ground)),
    );
    expect([ground, 'day', must(day, 'day') >= 3]).toEqual([ground, 'day', true]);
    expect([ground, 'night', must(night, 'night') >= 3]).toEqual([ground, 'night', true]);
  }
});
