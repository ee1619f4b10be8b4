import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** Where Debian and others put the system's browser. */
const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/**
 * The browser the tests run in: named by CHROMIUM_PATH, the system's, or the one Playwright downloaded; undefined when
 * there is none.
 */
export function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, but there is no such file.`);
    return named;
  }
  const own = chromium.executablePath();
  return [...SYSTEM, own].find((path) => path && existsSync(path));
}

/** Chromium refuses its sandbox as root, and a closed network makes it wait for hosts it does not need. */
export const browserArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
  '--no-first-run',
];
