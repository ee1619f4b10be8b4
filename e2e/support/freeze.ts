import type { BrowserContext, CDPSession, Page } from 'playwright';

/** How long another tab waits for storage at most: longer means that what was stopped was in the middle of a transaction. */
const FREE_MS = 3_000;
const TRIES = 10;

/**
 * Stops a tab dead, as a browser does that freezes it: its process gets no more time, and keeps what it holds, locks too.
 * Not in the middle of a transaction: a browser lets that end first, as all other tabs would wait for it. Answers how to
 * let it go on. (`Page.setWebLifecycleState` freezes nothing while a debugger is attached.)
 */
export async function freeze(context: BrowserContext, page: Page): Promise<() => void> {
  const pid = await processOf(context, page);
  const other = context.pages().find((one) => one !== page && one.url().startsWith('http'));
  for (let tries = 1; ; tries += 1) {
    process.kill(pid, 'SIGSTOP');
    if (!other || (await canWrite(other))) return () => process.kill(pid, 'SIGCONT');
    process.kill(pid, 'SIGCONT');
    if (tries === TRIES)
      throw new Error('the tab was in the middle of a transaction whenever it was stopped');
    await other.waitForTimeout(200 * tries);
  }
}

/** The process that draws a page: the one that has used just as much time. */
async function processOf(context: BrowserContext, page: Page): Promise<number> {
  const browser = await context.browser()?.newBrowserCDPSession();
  if (!browser) throw new Error('this browser cannot be asked for its processes');
  const own = await context.newCDPSession(page);
  await own.send('Performance.enable');
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const from = await timeOf(own);
      const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
      const until = await timeOf(own);
      // Both are rounded, each in its own way.
      const like = processInfo.filter(
        ({ type, cpuTime }) => type === 'renderer' && cpuTime > from - 0.02 && cpuTime < until + 0.02,
      );
      const [only, another] = like;
      if (only && !another) return only.id;
      // Two have used as much by chance, or one that is busy: this page moves away from the other.
      await page.evaluate(() => {
        for (const end = performance.now() + 300; performance.now() < end;);
      });
    }
  } finally {
    await own.detach();
    await browser.detach();
  }
  throw new Error('no process of the browser has used as much time as the page');
}

/** Seconds of processor time that a page's process has used. */
async function timeOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const time = metrics.find(({ name }) => name === 'ProcessTime');
  if (!time) throw new Error('this browser does not tell the time of a page’s process');
  return time.value;
}

/** Whether all tables of the site's databases can be written to, soon. */
async function canWrite(page: Page): Promise<boolean> {
  return await page.evaluate(async (patienceMs) => {
    const write = (name: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.addEventListener('error', () => reject(new Error(`${name} cannot be opened`)));
        opening.addEventListener('success', () => {
          const db = opening.result;
          const tables = [...db.objectStoreNames];
          const end = (): void => {
            db.close();
            resolve();
          };
          if (tables.length === 0) return end();
          const transaction = db.transaction(tables, 'readwrite');
          transaction.addEventListener('complete', end);
          transaction.addEventListener('abort', end);
        });
      });
    const all = await indexedDB.databases();
    const patience = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs));
    const written = Promise.all(all.map(({ name }) => write(name ?? ''))).then(() => true);
    return await Promise.race([written, patience]);
  }, FREE_MS);
}
