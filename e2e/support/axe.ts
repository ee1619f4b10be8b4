import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA on what the page shows now: which rule, and where. */
export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(wcag).analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
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
