/** ui.md: every page says that something is on its way, and that it was refused. Both can only be held still by answering for the gateway. */
import type { Page } from '@playwright/test';
import { errorFrame } from '../src/rpc/error-shape.ts';
import { CONSOLE_PAGES } from '../src/ui/console/console-pages.ts';
import { expect, test } from './gateway.ts';
import { checkState, wear } from './look.ts';

type Frame = { id?: number; method?: string; params?: { path?: string } };

/** The gateway, but each query of a page is refused, or never answered. */
async function answering(page: Page, how: () => 'refused' | 'never'): Promise<void> {
  await page.routeWebSocket(/\/ws/, (socket) => {
    const gateway = socket.connectToServer();
    socket.onMessage((message) => {
      const text = String(message);
      // PING and PONG are words.
      const frames: readonly Frame[] = /^[[{]/.test(text) ? [JSON.parse(text)].flat() : [];
      if (!frames.some(isOfPage)) return gateway.send(text);
      for (const frame of frames) {
        if (!isOfPage(frame)) gateway.send(JSON.stringify(frame));
        else if (how() === 'refused') socket.send(JSON.stringify(errorFrame(frame.id, refusal)));
      }
    });
  });
}

const refusal = {
  code: 'FORBIDDEN' as const,
  message: 'This user may not do that.',
  retryable: false,
  traceId: 'trace_e2e',
};
/** Everything that is asked but who this is: without that there is no page. */
const isOfPage = ({ method, params }: Frame): boolean => method === 'query' && params?.path !== 'connect';

test('every page of the console says that it waits, and what was refused with its code and trace: axe finds nothing', {
  tag: ['@console-7', '@webchat-12'],
}, async ({ gateway, signedIn: page }) => {
  let how: 'refused' | 'never' = 'never';
  await answering(page, () => how);
  for (const { name, path } of CONSOLE_PAGES) {
    how = 'never';
    await page.goto(gateway.origin + path);
    await wear(page, { theme: 'light', language: 'en', width: 1440 });
    await expect(page.getByRole('status', { name: 'Loading' }).first()).toBeVisible();
    await checkState(page, `${name}-loading`);
    how = 'refused';
    await wear(page, { theme: 'dark', language: 'zh-CN', width: 360 });
    await expect(page.getByRole('alert').filter({ hasText: 'FORBIDDEN · trace_e2e' }).first()).toBeVisible();
    await checkState(page, `${name}-refused`);
  }
});
