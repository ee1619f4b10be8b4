import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What is on its way (a dialog that fades in, words that come) is looked at again so often, half a second apart. */
const LOOKS = 6;

/** What axe finds against WCAG 2.2 AA on what the page shows, and goes on to show: which rule, and where. */
export async function violations(page: Page): Promise<string[]> {
  let found = await violationsNow(page);
  for (let looks = 1; found.length > 0 && looks < LOOKS; looks += 1) {
    await page.waitForTimeout(500);
    found = await violationsNow(page);
  }
  return found;
}

async function violationsNow(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(wcag).analyze();
  const told = await Promise.all(
    found.violations.map(async ({ id, nodes }) => {
      const targets = nodes.map(({ target }) => target.join(' '));
      return { id, targets: id === 'target-size' ? await stillSmall(page, targets) : targets };
    }),
  );
  return told
    .filter(({ targets }) => targets.length > 0)
    .map(({ id, targets }) => `${id}: ${targets.join(', ')}`);
}

/**
 * Which of these are too small where they stand in the middle: of what is half scrolled away under a
 * bar that stays, only the other half is measured, and how far a page is scrolled is no matter of size.
 */
async function stillSmall(page: Page, targets: readonly string[]): Promise<string[]> {
  const small: string[] = [];
  for (const target of targets) {
    await page
      .locator(target)
      .evaluate((node) => node.scrollIntoView({ block: 'center', behavior: 'instant' }));
    const found = await new AxeBuilder({ page }).include(target).withRules(['target-size']).analyze();
    if (found.violations.length > 0) small.push(target);
  }
  return small;
}

/** The same in daylight and at night. What is no matter of colours is the same in both, and looked for once. */
export async function violationsByDayAndNight(page: Page): Promise<string[]> {
  await lookAs(page, 'light');
  const day = await violations(page);
  await lookAs(page, 'dark');
  const found = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  return [
    ...day,
    ...found.violations.flatMap(({ nodes }) => nodes.map(({ target }) => `dark: ${target.join(' ')}`)),
  ];
}

async function lookAs(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // What fades is where it fades to.
  await page.evaluate(() => {
    for (const fading of document.getAnimations()) fading.cancel();
  });
}
