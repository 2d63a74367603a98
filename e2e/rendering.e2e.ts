import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, inEveryLook } from './look.ts';

const approve = async (page: Page): Promise<void> => {
  const card = page.getByTestId('approval-card').first();
  await expect(card).toBeVisible();
  await card.focus();
  await page.keyboard.press('a');
};
const done = (page: Page) => expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();

/** A program that prints what a terminal has to offer. */
const SHOW = String.raw`printf '\033[1;31mred\033[0m \033[32mgreen\033[0m \033[93myellow\033[0m \033[38;5;208morange\033[0m \033[38;2;10;20;200mblue\033[0m \033[44mon blue\033[0m \033[7mreversed\033[0m\n10%%\r55%%\r100%% done\n\033[2Jkept\n'`;

test('output keeps its colours, overwrites its progress, and is readable in both themes', {
  tag: '@webchat-4',
}, async ({ signedIn: page }) => {
  await say(page, `run ${SHOW}`);
  await approve(page);
  const output = page.getByTestId('tool-output');
  await expect(output).toHaveText('red green yellow orange blue on blue reversed 100% done kept', {
    useInnerText: true,
  });
  await done(page);
  await inEveryLook(page, 'terminal', async () => {
    await expect(output).toBeVisible();
  });
});

test('what a command puts out is there while it runs', { tag: '@webchat-4' }, async ({ gateway, signedIn: page }) => {
  const go = join(gateway.folder, 'go');
  await say(page, `run echo one; until [ -e '${go}' ]; do sleep 0.05; done; echo two`);
  await approve(page);
  const card = page.getByTestId('tool-card');
  await expect(card.getByTestId('tool-output')).toHaveText('one');
  await expect(card).toHaveAttribute('data-status', 'running');
  await expect(card.getByTestId('elapsed')).toBeVisible();
  await writeFile(go, '');
  await expect(card.getByTestId('tool-output')).toContainText('two');
  await expect(card).toHaveAttribute('data-status', 'success');
});

test('an edit is asked about as a diff, and stays one after it ran', { tag: '@webchat-4' }, async ({
  signedIn: page,
  context,
}) => {
  await say(page, 'write notes.md: # Notes\n- buy milk\n- call Ada');
  await approve(page);
  await done(page);
  await say(page, 'edit notes.md: buy milk => buy oat milk');
  const card = page.getByTestId('approval-card');
  await expect(card.getByRole('img', { name: '1 line added, 1 removed' })).toBeVisible();
  await expect(card.locator('mark')).toHaveText(['oat ']);
  await inEveryLook(page, 'approval', async () => {
    await expect(card).toBeVisible();
  });
  // Answered in another tab: here the answer stands in the place of the question.
  await expect(card).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await approve(other);
  await expect(page.getByTestId('approval-answer').last()).toHaveText('Approved once by you');
  await done(page);
  await page.reload();
  await expect(page.getByTestId('tool-change').last()).toContainText('buy oat milk');
  await checkState(page, 'after');
});

test('calls that follow each other fold up once all are done, and open with a press', { tag: '@webchat-4' }, async ({
  signedIn: page,
}) => {
  await say(page, 'list + search TODO + list');
  const group = page.getByTestId('call-group');
  await expect(group.getByRole('button', { name: /3 calls/ })).toHaveAttribute('aria-expanded', 'false');
  await done(page);
  await expect(page.getByTestId('tool-card')).toHaveCount(0);
  await group.getByRole('button', { name: /3 calls/ }).click();
  await expect(page.getByTestId('tool-card')).toHaveCount(3);
  await checkState(page, 'group');
});

test('a megabyte of output does not hold up the page', { tag: '@webchat-4' }, async ({ signedIn: page }) => {
  await say(page, `run for i in $(seq 1 20000); do echo "line $i of a long, long output of fifty characters"; done`);
  await approve(page);
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await done(page);
  await page.getByRole('button', { name: 'All of the output' }).click();
  const output = page.getByTestId('tool-output');
  await expect(output).toContainText('line 20000 of');
  const parts = await output.evaluate((box) => box.querySelectorAll('span').length);
  expect(parts).toBeLessThan(50);
  await expect(output).toContainText('bytes left out');
  await expect(output).toContainText('line 1 of');
});

const MARKDOWN = [
  '# 标题 and a heading',
  '',
  '中文与 English 混排，数字 123 与 `code` 之间应有间距。**重点**、*强调*、~~删除~~。',
  '',
  '| name | count | note |',
  '|---|--:|:-:|',
  '| alpha | 1 | x |',
  '| beta | 1200 | a very long cell that makes the table wider than a phone, so that it scrolls inside |',
  '',
  '- [x] done',
  '- [ ] open',
  '',
  '> A quote, with a [link](https://example.org/a).',
  '',
  '```ts',
  'export const sum = (a: number, b: number): number => a + b; // adds',
  'const text = `template ${sum(1, 2)}`;',
  '```',
  '',
  'The area is $\\pi r^2$, and',
  '',
  '$$',
  '\\int_0^1 x^2 \\, dx = \\frac{1}{3}',
  '$$',
].join('\n');

test('Markdown: tables scroll, code is coloured, formulas are set, and a link shows where it leads', {
  tag: '@webchat-7',
}, async ({ gateway, signedIn: page }) => {
  // Memory is drawn by the same Markdown, and says what it is given.
  await page.goto(`${gateway.origin}/console/memory`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Text of MEMORY.md' }).fill(MARKDOWN);
  await page.getByRole('button', { name: 'Save' }).click();
  const text = page.getByTestId('memory-text');
  await expect(text.locator('[data-highlighted=true]')).toBeVisible();
  await expect(text.locator('.katex-display')).toBeVisible();
  await expect(text.locator('td').first()).toHaveText('alpha');
  await inEveryLook(page, 'markdown', async () => {
    await expect(text.locator('[data-highlighted=true]')).toBeVisible();
    await expect(text.locator('.katex-display')).toBeVisible();
  });
  await text.getByRole('link', { name: /link/ }).click();
  await expect(page.getByTestId('link-host')).toHaveText('example.org');
  await expect(page.getByTestId('link-url')).toHaveText('https://example.org/a');
  await checkState(page, 'link');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('link-host')).toBeHidden();
});
