import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, LOOKS, nameOf, wear } from './look.ts';

const rows = (page: Page) => page.getByTestId('draft-attachment');
const shown = (page: Page) => page.getByTestId('attachment');
const field = (page: Page) => page.getByRole('textbox', { name: /^(Message|消息)$/ });
const pick = (page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('input[type=file]').setInputFiles(files);
const text = (name: string, content = 'some text') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

/** Pastes or drops files as a browser hands them over: a picture that is drawn here. */
async function hand(page: Page, how: 'paste' | 'drop', { width, name }: { width: number; name: string }) {
  await field(page).evaluate(
    async (box, wanted) => {
      const canvas = document.createElement('canvas');
      canvas.width = wanted.width;
      canvas.height = 80;
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no canvas');
      pen.fillStyle = 'teal';
      pen.fillRect(0, 0, wanted.width, 40);
      const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      const data = new DataTransfer();
      data.items.add(new File([png ?? ''], wanted.name, { type: 'image/png' }));
      const options = { bubbles: true, cancelable: true };
      box.dispatchEvent(
        wanted.how === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }),
      );
    },
    { how, width, name },
  );
}

test('what cannot be attached is refused before it is sent, by name and with the reason', {
  tag: '@webchat-10',
}, async ({ signedIn: page }) => {
  await pick(page, [
    { name: 'program.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]) },
    { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
    { name: 'long.txt', mimeType: 'text/plain', buffer: Buffer.alloc(11_000_000, 'x') },
  ]);
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(0)).toContainText('Only text and images');
  await expect(rows(page).nth(1)).toContainText('empty');
  await expect(rows(page).nth(2)).toContainText('10 MB at most');
  await page.getByRole('button', { name: 'Remove program.bin' }).click();
  await expect(rows(page)).toHaveCount(2);
  await say(page, 'help');
  await expect(page.getByTestId('assistant-message')).toBeVisible();
  await expect(shown(page)).toHaveCount(0);
});

test('picked, pasted and dropped files go with a message, stay over a reload, and open', {
  tag: '@webchat-10',
}, async ({ signedIn: page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await pick(page, [text('notes.md', '# Notes\nline two')]);
  await hand(page, 'paste', { width: 120, name: 'pasted.png' });
  await hand(page, 'drop', { width: 3000, name: 'wide.png' });
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(rows(page)).toHaveCount(3);
  await page.reload();
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Remove pasted.png' }).click();
  await say(page, 'help');
  await expect(shown(page)).toHaveCount(2);
  await expect(rows(page)).toHaveCount(0);
  await page.reload();
  await expect(shown(page).filter({ hasText: 'notes.md' })).toContainText('16 B');

  await page.getByRole('button', { name: 'Open wide.png' }).click();
  const image = page.getByRole('dialog').getByRole('img', { name: 'wide.png' });
  await expect(image).toBeVisible();
  // Drawn, so the page's policy lets it in; and no larger than models look at.
  expect(await image.evaluate((each) => (each as HTMLImageElement).naturalWidth)).toBe(2048);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open notes.md' }).click();
  await expect(page.getByRole('dialog')).toContainText('line two');
  const saved = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  expect((await saved).suggestedFilename()).toBe('notes.md');
  expect(complaints).toEqual([]);
});

test('an upload that the gateway was away for goes on when it is back', { tag: '@webchat-10' }, async ({
  gateway,
  signedIn: page,
}) => {
  await gateway.kill('SIGTERM');
  await expect(page.getByTestId('offline')).toBeVisible();
  await pick(page, [text('late.txt')]);
  await expect(page.getByRole('progressbar', { name: 'late.txt' })).toBeVisible();
  await gateway.start();
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 30_000 });
  await say(page, 'help');
  await expect(shown(page)).toContainText('late.txt');
});

test('attachments in both languages, both themes and on a phone: axe finds nothing', {
  tag: ['@webchat-10', '@webchat-12'],
}, async ({ signedIn: page }) => {
  await hand(page, 'paste', { width: 300, name: 'a picture with a rather long name.png' });
  await pick(page, [text('notes.md')]);
  await expect(rows(page)).toHaveCount(2);
  // A message waits for its files.
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await say(page, 'help');
  await expect(shown(page)).toHaveCount(2);
  await expect(page).toHaveURL(/\/s\//);
  await pick(page, [text('next.txt')]);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  for (const look of LOOKS) {
    await wear(page, look);
    await expect(rows(page)).toHaveCount(1);
    await pick(page, [{ name: 'x.bin', mimeType: '', buffer: Buffer.from([0]) }]);
    await expect(rows(page)).toHaveCount(2);
    const name = nameOf(look);
    await checkState(page, name);
    await shown(page).first().click();
    await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
    await checkState(page, `${name}-open`);
    await page.keyboard.press('Escape');
  }
});
