import { spawnSync } from 'node:child_process';
import { findBrowser } from './browser.ts';

/** Finds a browser for the tests or installs one, with a word about it; only if that fails is it an error, that says how. */
function ensureBrowser(): void {
  const found = findBrowser();
  if (found) {
    console.log(`Browser for the tests: ${found}`);
    return;
  }
  console.log('No browser found: installing the one Playwright uses …');
  run('npx', ['playwright', 'install', '--with-deps', 'chromium']);
  if (findBrowser()) return;
  if (process.getuid?.() === 0 && run('apt-get', ['--version'])) {
    console.log('That did not work: installing the system package chromium …');
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  }
  if (findBrowser()) return;
  console.error(
    'The tests need Chromium and none could be installed. Install it (Debian, Ubuntu: `apt-get install chromium`; ' +
      'elsewhere: `npx playwright install chromium`), or name one with CHROMIUM_PATH=/path/to/chromium.',
  );
  process.exit(1);
}

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: args[0] === '--version' ? 'ignore' : 'inherit' }).status === 0;
}

ensureBrowser();
