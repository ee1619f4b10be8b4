import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import { must } from '../shared/lib/must.ts';
import type { ImportArgs } from '../shared/mutations/import.ts';
import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { importAll, pushAll } from './lib/import-all.ts';
import type { Planned } from './lib/mix.ts';
import { result, type Result } from './lib/result.ts';
import { adminOf, type World } from './lib/world.ts';

const SHORT = 3;
const DAY_MS = 86_400_000;

/**
 * A ticket whose conversation has grown for years, beside one of three messages, on a device with the whole desk and no
 * network: from the way to it until its last words and the box for a reply are drawn, and from the keys that send a reply
 * until that is.
 */
export async function longThread(world: World): Promise<Result[]> {
  const copy = await world.copy();
  const [long, short] = [ticketOf(world), ticketOf(world)];
  await importAll(copy.sql, world.desk.id, adminOf(world.desk), [long, short]);
  const said = [...messagesOf(long, world.sizes.threadMessages), ...messagesOf(short, SHORT)];
  await pushAll(copy.sql, world.desk.id, adminOf(world.desk), said);
  const { server, stop } = await world.serve({ dist: await buildApp(world.folder), copy });
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    await page.waitForTimeout(2_000);
    await context.setOffline(true);
    const openings = { long: [] as number[], short: [] as number[] };
    const replies = { long: [] as number[], short: [] as number[] };
    let [lastLong, lastShort] = [beginning(world.sizes.threadMessages - 1), beginning(SHORT - 1)];
    // The first time neither counts: code that was never run is slow.
    for (let run = 0; run <= world.sizes.runs; run += 1) {
      const words = `said in run ${run} of all`;
      const openLong = await open(page, long, lastLong);
      const replyLong = await reply(page, words);
      const openShort = await open(page, short, lastShort);
      const replyShort = await reply(page, words);
      [lastLong, lastShort] = [words, words];
      if (run === 0) continue;
      openings.long.push(openLong);
      openings.short.push(openShort);
      replies.long.push(replyLong);
      replies.short.push(replyShort);
    }
    const note = `${world.sizes.threadMessages} messages against ${SHORT}`;
    const rest = { unit: 'ms', goal: { ratio: 3 }, note } as const;
    return [
      result({ name: 'thread-open', samples: openings.long, floor: openings.short, ...rest }),
      result({ name: 'thread-reply', samples: replies.long, floor: replies.short, ...rest }),
    ];
  } finally {
    await context.close();
    await profile.remove();
    await stop();
    await copy.drop();
  }
}

function ticketOf({ desk, agent }: World): ImportArgs {
  const id = randomUUID();
  return {
    id,
    external: { source: 'thread', id },
    title: 'A conversation',
    description: 'Begun long ago.',
    status: 'open',
    priority: 'medium',
    categoryId: null,
    requesterId: must(desk.people.find(({ role }) => role === 'user'), 'requester').id, // prettier-ignore
    assigneeId: agent.id,
    teamId: null,
    place: { address: null, latitude: null, longitude: null },
    createdAt: Date.now() - DAY_MS,
    deadline: null,
    resolvedAt: null,
    closedAt: null,
    tagIds: [],
    messages: [],
  };
}

const beginning = (nth: number): string => `Message ${nth}:`;
const messageAt = (nth: number): string =>
  `${beginning(nth)} checked the supply first, then **swapped** the unit; it came back after a minute.`;

const messagesOf = ({ id: ticketId }: ImportArgs, count: number): Planned[] =>
  Array.from({ length: count }, (_, nth) => {
    const args = { ticketId, id: randomUUID(), body: messageAt(nth), internal: nth % 5 === 4 };
    return { name: 'message.add', args };
  });

/** From the list, the way a link goes; answers when the last words and the box for a reply have been drawn. */
async function open(page: Page, { id }: ImportArgs, last: string): Promise<number> {
  await page.evaluate("history.pushState(null, '', '/')");
  await page.getByTestId('composer').waitFor({ state: 'detached' });
  await page.getByTestId('ticket-row').first().waitFor();
  await page.waitForTimeout(300);
  return await drawn(page, last, `history.pushState(null, '', '/tickets/${id}')`);
}

async function reply(page: Page, text: string): Promise<number> {
  const box = page.getByTestId('composer').getByRole('textbox');
  await box.fill(text);
  await page.waitForTimeout(800);
  return await drawn(page, text, "document.querySelector('[data-testid=composer]').requestSubmit()");
}

/** Does something in the page; milliseconds until the last message says these words and a frame has shown it. */
async function drawn(page: Page, text: string, doing: string): Promise<number> {
  // As text: what the compiler adds to functions is not known in the page.
  return await page.evaluate<number>(`new Promise((resolve) => {
    const from = performance.now();
    const stands = () =>
      document.querySelector('[data-testid=composer] textarea') &&
      [...document.querySelectorAll('[data-testid=message]')].at(-1)?.textContent?.includes(${JSON.stringify(text)});
    const watch = new MutationObserver(() => {
      if (!stands()) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    ${doing};
  })`);
}
