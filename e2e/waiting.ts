/** Approvals that wait, for tests that are called to one. */
import type { Page } from '@playwright/test';
import { expect, say } from './gateway.ts';

/** The number of all approvals that wait, in the header. */
export const badge = (page: Page) => page.getByTestId('waiting-approvals');
export const card = (page: Page) => page.getByTestId('approval-card');

/** Asks for something that waits, and answers the address of its approval: as a notification would lead there. */
export async function waits(page: Page, text: string): Promise<string> {
  const before = Number((await badge(page).textContent()) || 0);
  await say(page, text);
  await expect(badge(page)).toHaveText(String(before + 1));
  return `/approve/${await newestApproval(page)}`;
}

/** The id of the newest approval, read over a socket as any client does. */
async function newestApproval(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const socket = new WebSocket(`${window.location.origin.replace('http', 'ws')}/ws?connectionParams=1`);
        const signInKey = localStorage.getItem('openfoal.sign-in-key') ?? '';
        socket.onopen = () => {
          const data = { clientName: 'webchat', clientVersion: '0.1.0', signInKey };
          socket.send(JSON.stringify({ method: 'connectionParams', data }));
          socket.send(
            JSON.stringify({ id: 1, method: 'query', params: { path: 'approval.queue', input: { limit: 1 } } }),
          );
        };
        socket.onmessage = ({ data }) => {
          const { result } = JSON.parse(String(data)) as { result?: { data: { items: { approvalId: string }[] } } };
          const id = result?.data.items[0]?.approvalId;
          if (id === undefined) reject(new Error(String(data)));
          else resolve(id);
          socket.close();
        };
      }),
  );
}
