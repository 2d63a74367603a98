// @vitest-environment jsdom
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useDocumentTitle, useWaitingInTitle } from './document-title.ts';

afterEach(cleanup);

test('the title stays when the metadata of the page arrives later', async () => {
  renderHook(() => useDocumentTitle('Sessions'));
  expect(document.title).toBe('Sessions · OpenFoal');
  document.head.innerHTML = '<title>OpenFoal</title>';
  await waitFor(() => expect(document.title).toBe('Sessions · OpenFoal'));
});

test('a title that is not known yet changes nothing, and another one is followed', () => {
  const { rerender } = renderHook(({ title }) => useDocumentTitle(title), {
    initialProps: { title: undefined as string | undefined },
  });
  expect(document.title).toBe('OpenFoal');
  rerender({ title: '会话' });
  expect(document.title).toBe('会话 · OpenFoal');
});

test('what is opened over a page gives the title back', () => {
  renderHook(() => useDocumentTitle('Sessions'));
  const { unmount } = renderHook(() => useDocumentTitle('One of them'));
  expect(document.title).toBe('One of them · OpenFoal');
  unmount();
  expect(document.title).toBe('Sessions · OpenFoal');
});

test('how many approvals wait and what is open are in one title, which is written once for each change', async () => {
  renderHook(() => useDocumentTitle('Approvals'));
  const { rerender } = renderHook(({ count }) => useWaitingInTitle(count), { initialProps: { count: 2 } });
  expect(document.title).toBe('(2) Approvals · OpenFoal');
  let writes = 0;
  const counter = new MutationObserver((changes) => {
    writes += changes.length;
  });
  counter.observe(document.head, { childList: true, subtree: true, characterData: true });
  rerender({ count: 1 });
  // A task later every observer has seen what the others wrote.
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.title).toBe('(1) Approvals · OpenFoal');
  expect(writes).toBe(2);
  rerender({ count: 0 });
  expect(document.title).toBe('Approvals · OpenFoal');
});
