import type { ReactNode } from 'react';

/** Stroked signs on a 20-unit grid. They stand beside words, or carry a label on their button; never alone. */
const paths = {
  tickets: 'M4 5.5h12M4 10h12M4 14.5h7',
  stack: 'M10 3.5 17 7l-7 3.5L3 7l7-3.5ZM3 10.5l7 3.5 7-3.5M3 14l7 3.5 7-3.5',
  nobody: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5.2 5.2l9.6 9.6',
  plus: 'M10 4v12M4 10h12',
  person: 'M10 10.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.8 16.6c.9-2.9 3.3-4.4 6.2-4.4s5.3 1.5 6.2 4.4',
  team: 'M7.4 9.6a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.4 15.8c.6-2.6 2.5-4 5-4s4.4 1.4 5 4M13 4.5a2.6 2.6 0 0 1 0 4.9M14.6 12c1.6.5 2.6 1.8 3 3.8',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13.2 13.2 17 17',
  check: 'm4 10.5 4 4 8-9',
  sending: 'M10 16V4.5M5.5 9 10 4.5 14.5 9',
  waiting: 'M10 13V4.5M6.5 8 10 4.5 13.5 8M4 13v3h12v-3',
  offline:
    'M3 3l14 14M6.5 15.5h8M5.2 8.2a3.8 3.8 0 0 0 .3 7.3M8.2 5.3A4.8 4.8 0 0 1 14.5 9a3.3 3.3 0 0 1 2.3 5.5',
  alert: 'M10 3.5 17.5 16.5h-15L10 3.5ZM10 8.5v3.5M10 14.2v.1',
  bell: 'M4.5 14h11l-1.6-2.2V9a3.9 3.9 0 0 0-7.8 0v2.8L4.5 14ZM8.4 16.5a1.7 1.7 0 0 0 3.2 0',
  key: 'M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10.5 10H17M14.5 10v3',
  lock: 'M5 9.5h10v7H5zM7 9.5V7a3 3 0 0 1 6 0v2.5',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7.5c3 0 5 2 5 5.5',
  quote: 'M4 5.5v9M8 6.5h8M8 10h8M8 13.5h5',
  canned: 'M3.5 4h13v9H9.5L6 16.5V13H3.5zM6.5 7.2h7M6.5 10h4',
  close: 'M5 5l10 10M15 5 5 15',
  macro: 'M11 3 4.5 11.5H9L8 17l7.5-9H11z',
  more: 'M4.5 10a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0ZM9.5 10a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0ZM14.5 10a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0Z',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  down: 'm5 7.5 5 5 5-5',
  up: 'm5 12.5 5-5 5 5',
  descending: 'M10 4v12M5.5 11.5 10 16l4.5-4.5',
  ascending: 'M10 16V4M5.5 8.5 10 4l4.5 4.5',
  pause: 'M7 5v10M13 5v10',
  pin: 'M10 17.5s5.5-5 5.5-9.3a5.5 5.5 0 0 0-11 0c0 4.3 5.5 9.3 5.5 9.3ZM10 10a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.3l2.8 1.7',
  edit: 'M4 16l.8-3.4L13.2 4.2l2.6 2.6-8.4 8.4L4 16Z',
  out: 'M11.5 4H16v4.5M16 4l-7 7M8 5H4v11h11v-4',
  reload: 'M16 10a6 6 0 1 1-1.8-4.3M16 3.5v3.2h-3.2',
  keyboard: 'M3 6h14v9H3zM6 9h.1M9 9h.1M12 9h.1M14.5 9h.1M7 12h6',
  leave: 'M9 4H4v12h5M8 10h9M13.5 6.5 17 10l-3.5 3.5',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  install: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 1 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 1 0 4.3 4.3l1-1',
  archive: 'M3 4.5h14v3.5H3zM4.5 8v8h11V8M8 11h4',
  camera: 'M3 7h3l1.5-2h5L14 7h3v9H3zM10 14a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z',
  clip: 'M13.5 6.5 8 12a1.6 1.6 0 0 0 2.3 2.3l5.6-5.7a3.2 3.2 0 0 0-4.5-4.5L5.6 9.9a4.8 4.8 0 0 0 6.8 6.8l3.6-3.6',
  file: 'M5.5 3h6l3.5 3.5V17h-9.5zM11 3v4h4',
  fork: 'M10 17v-6M10 11 5 6M10 11l5-5M5 10V5.5h4.5M15 10V5.5h-4.5',
} as const;
export type GlyphName = keyof typeof paths;

/** A sign, silent for screen readers. */
export function Glyph({ name }: { name: GlyphName }): ReactNode {
  return (
    <svg className="glyph" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** The waymark of the brand: a post with two boards, each pointing its own way. */
export function Waymark(): ReactNode {
  return (
    <svg className="waymark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M14.5 3h3v26h-3z" />
      <path className="waymark-board" d="M6 6h16.5l4.5 4-4.5 4H6z" />
      <path className="waymark-board" d="M26 16.5H12l-4 3.5 4 3.5h14z" />
    </svg>
  );
}
