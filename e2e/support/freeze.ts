import type { BrowserContext, CDPSession, Page } from 'playwright';

/** How long a page works to be told apart from the others by the time its process has used. */
const WORK_MS = 400;

/**
 * Stops a tab dead, as a browser does that freezes it: its process gets no more time, and keeps what it holds, locks too.
 * Answers how to let it go on. (`Page.setWebLifecycleState` freezes nothing while a debugger is attached.)
 */
export async function freeze(context: BrowserContext, page: Page): Promise<() => void> {
  const pid = await processOf(context, page);
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

/** The process that draws a page: the one whose time grows while the page works. */
async function processOf(context: BrowserContext, page: Page): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('this browser cannot be asked for its processes');
  const before = await timesOf(session);
  await page.evaluate((ms) => {
    for (const end = performance.now() + ms; performance.now() < end;);
  }, WORK_MS);
  const after = await timesOf(session);
  await session.detach();
  const [pid] = [...after].reduce((most, one) =>
    one[1] - (before.get(one[0]) ?? 0) > most[1] - (before.get(most[0]) ?? 0) ? one : most,
  );
  return pid;
}

/** Seconds that each page's process has used, by process id. */
async function timesOf(session: CDPSession): Promise<Map<number, number>> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return new Map(renderers.map(({ id, cpuTime }) => [id, cpuTime]));
}
