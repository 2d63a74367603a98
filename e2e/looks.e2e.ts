/**
 * The six key pages in both languages, both themes, on a desk, a tablet and a phone: nothing is wider than the screen, and a picture
 * of each to look at (test-results/). What axe says of them stands in the tests of the pages. Some of the pictures are docs/ui.md's.
 */
import type { Page } from '@playwright/test';
import { chartIsDrawn, expect, type Gateway, say, test } from './gateway.ts';
import { expectFits, type Look, nameOf, wear } from './look.ts';
import { waits } from './waiting.ts';

const LANGUAGES = ['en', 'zh-CN'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 768, 360] as const;
const ALL: readonly Look[] = LANGUAGES.flatMap((language) =>
  THEMES.flatMap((theme) => WIDTHS.map((width) => ({ theme, language, width }))),
);
/** Which look of each page docs/ui.md shows. */
const SHOWN: Readonly<Record<string, string>> = {
  chat: 'light-en-1440',
  approve: 'dark-en-360',
  overview: 'light-en-1440',
  session: 'dark-zh-CN-1440',
  policy: 'light-zh-CN-1440',
  audit: 'dark-en-1440',
};

/** A page, in all looks. `shown` waits for what it is about. */
async function inAllLooks(page: Page, name: string, shown: () => Promise<void>): Promise<void> {
  for (const look of ALL) {
    await wear(page, look);
    await shown();
    const path = test.info().outputPath(`${name}-${nameOf(look)}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    await expectFits(page, `${name} ${nameOf(look)}`);
    if (SHOWN[name] === nameOf(look)) {
      await page.screenshot({ path: `docs/screenshots/${name}.png`, animations: 'disabled', caret: 'hide' });
    }
  }
}

const ended = (page: Page) => expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();

/** Work as there is after a while: files, a command that was approved, a change, a failure, and one that waits. */
async function work(page: Page, gateway: Gateway): Promise<{ approve: string; session: string }> {
  await say(page, 'list\nwrite notes.md: # Notes\n- buy milk\n- call Ada');
  await page.getByRole('button', { name: 'Approve once' }).click();
  await ended(page);
  await say(page, 'edit notes.md: buy milk => buy oat milk');
  await page.getByRole('button', { name: 'Approve for this session' }).click();
  await ended(page);
  await say(page, 'think about what to do next');
  await ended(page);
  const { pathname } = new URL(page.url());
  await page.goto(`${gateway.origin}/?new`);
  await say(page, 'fail');
  await expect(page.getByTestId('failure-card')).toBeVisible();
  await page.goto(`${gateway.origin}/?new`);
  await say(page, 'help');
  await ended(page);
  return {
    approve: await waits(page, 'run git status && ls -la'),
    session: `/console/sessions${pathname.replace('/s', '')}`,
  };
}

test('the six key pages fit every screen in both languages and themes', { tag: '@webchat-11' }, async ({
  gateway,
  signedIn: page,
}) => {
  test.setTimeout(600_000);
  const { approve, session } = await work(page, gateway);
  const open = (path: string) => page.goto(gateway.origin + path);
  await inAllLooks(page, 'chat', () => expect(page.getByTestId('approval-card')).toBeVisible());
  await open(approve);
  await inAllLooks(page, 'approve', () => expect(page.getByTestId('approval-card')).toBeVisible());
  await open('/console');
  await inAllLooks(page, 'overview', () => chartIsDrawn(page));
  await open(session);
  await page
    .getByTestId('run')
    .last()
    .getByRole('button', { name: /^(Run|运行)/ })
    .click();
  await expect(page).toHaveURL(/run=/);
  await inAllLooks(page, 'session', () => expect(page.getByTestId('bar').first()).toBeVisible());
  await open('/console/policy');
  await inAllLooks(page, 'policy', () => expect(page.getByRole('tab', { selected: true })).toBeVisible());
  await open('/console/audit');
  await inAllLooks(page, 'audit', () => expect(page.locator('tbody tr').first()).toBeVisible());
});
