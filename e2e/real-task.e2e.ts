/** docs/examples/fix-a-bug.md as a person does it in the page; the picture of that page is made here. */
import type { Page } from '@playwright/test';
import { startFakeModel } from '../src/testing/fake-models.ts';
import { conversation } from '../src/testing/fake-scenes.ts';
import { makeRealTask } from '../src/testing/real-task.ts';
import { expect, say, test } from './gateway.ts';

const task = makeRealTask();
test.afterAll(() => task[Symbol.dispose]());

/** How each call ended and what came out of it. Calls that follow each other are a line once they are done: it is opened. */
async function callsOf(page: Page): Promise<{ status: string | undefined; said: string }[]> {
  for (const group of await page.getByTestId('call-group').all()) {
    const head = group.getByRole('button', { name: /calls/ }).first();
    if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
  }
  return page.getByTestId('tool-card').evaluateAll((cards) =>
    cards.map((card) => ({
      status: card.dataset.status,
      said: [...card.querySelectorAll('[data-testid="tool-output"], [data-testid="search-hits"]')]
        .map((each) => each.textContent)
        .join(''),
    })),
  );
}

async function doTheTask(page: Page, message: string, picture?: string): Promise<void> {
  const approval = page.getByTestId('approval-card');
  const approve = async (shown: RegExp) => {
    await expect(approval.getByTestId('approval-script')).toHaveText(shown);
    if (picture !== undefined && shown.source.includes('discount')) {
      await approval.scrollIntoViewIfNeeded();
      await page.screenshot({ path: picture, animations: 'disabled', caret: 'hide' });
    }
    await approval.getByRole('button', { name: 'Approve once' }).click();
  };
  await say(page, message);
  await approve(/git clone .* && node --test/);
  await approve(/- {2}return price \+ discount;\s*\+ {2}return price - discount;/);
  await approve(/cd shop && node --test/);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 30_000 });

  // What a reload replays is what was there, to the letter: also who approved what.
  const conversation = page.getByRole('region', { name: 'Conversation' });
  // To answer, it was scrolled up; a page that is opened is at its end.
  await conversation.press('End');
  const seen = await conversation.innerText();
  await page.reload();
  await expect.poll(() => conversation.innerText()).toBe(seen);

  const calls = await callsOf(page);
  expect(calls.map(({ status }) => status)).toEqual(['failed', 'success', 'success', 'success', 'success']);
  expect(calls[1]?.said).toContain('price + discount');
  await expect(page.getByTestId('approval-answer')).toHaveText(Array.from({ length: 3 }, () => 'Approved once by you'));
}

test('a bug is found, changed after its difference was approved, tested and remembered, by the demo model', async ({
  signedIn: page,
}) => {
  await doTheTask(page, task.message, 'docs/screenshots/fix-a-bug.png');
});

test.describe('with a key in the environment', () => {
  const base = test.extend<object, { model: Awaited<ReturnType<typeof startFakeModel>> }>({
    model: [
      // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the fixtures that it needs from the pattern
      async ({}, use) => {
        await using model = await startFakeModel('anthropic', { scenes: conversation(task.answers) });
        await use(model);
      },
      { scope: 'worker' },
    ],
  });
  base.use({
    environment: async ({ model }, use) => {
      await use({ ANTHROPIC_API_KEY: 'sk-ant-fake', ANTHROPIC_BASE_URL: model.baseUrl });
    },
  });

  base("a model behind a real provider's wire format does the same", async ({ signedIn: page, model }) => {
    await doTheTask(page, 'Fix the failing test in shop.');
    await expect(page.getByTestId('assistant-message').last()).toContainText('the tests pass');
    await expect(page.getByTestId('demo-label')).toHaveCount(0);
    expect(model.requests).toHaveLength(task.answers.length);
  });
});
