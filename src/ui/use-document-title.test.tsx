// @vitest-environment jsdom
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useDocumentTitle } from './use-document-title.ts';

afterEach(cleanup);

test('the title stays when the metadata of the page arrives later', async () => {
  renderHook(() => useDocumentTitle('Sessions'));
  expect(document.title).toBe('Sessions · OpenFoal');
  document.head.innerHTML = '<title>OpenFoal</title>';
  await waitFor(() => expect(document.title).toBe('Sessions · OpenFoal'));
});

test('a title that is not known yet changes nothing, and another one is followed', () => {
  document.title = 'before';
  const { rerender } = renderHook(({ title }) => useDocumentTitle(title), {
    initialProps: { title: undefined as string | undefined },
  });
  expect(document.title).toBe('before');
  rerender({ title: '会话' });
  expect(document.title).toBe('会话 · OpenFoal');
});
