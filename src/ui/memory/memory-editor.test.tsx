// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CallFailure } from '../../client/call-failure.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import { renderPage } from '../chat/page.fixture.tsx';
import { type MemoryDraft, useMemoryDraft } from './memory-draft.ts';
import { MemoryEditor } from './memory-editor.tsx';

const client = vi.hoisted(() => ({
  mutate: vi.fn<(method: string, input: object) => Promise<unknown>>(),
  query: vi.fn<(method: string, input: object) => Promise<unknown>>(),
}));
vi.mock('../gateway-provider.tsx', () => ({ useGateway: () => ({ client }) }));

const refused = (code: ProtocolErrorShape['code']) =>
  new CallFailure('no', { code, message: 'no', retryable: false, traceId: 't' });
const onDone = vi.fn<() => void>();

beforeEach(() => {
  sessionStorage.clear();
  client.mutate.mockReset();
  client.query.mockReset();
  onDone.mockReset();
  client.query.mockResolvedValue({ path: 'MEMORY.md', text: 'a\ntheirs\n', totalLines: 2, hash: 'h2' });
});
afterEach(cleanup);

function Editing() {
  const [draft, setDraft] = useState<MemoryDraft>({ text: 'a\n', baseText: 'a\n', baseHash: 'h1' });
  return <MemoryEditor path="MEMORY.md" draft={draft} onChange={setDraft} onDone={onDone} />;
}
const write = (text: string) => fireEvent.change(screen.getByRole('textbox'), { target: { value: text } });
const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole('button', { name })));

test('what is saved is the text, over the version that it was written over', async () => {
  client.mutate.mockResolvedValue({});
  renderPage(<Editing />);
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
  write('a\nmine\n');
  await press('Save');
  expect(client.mutate.mock.calls).toEqual([
    ['memory.update', { path: 'MEMORY.md', text: 'a\nmine\n', expectedHash: 'h1' }],
  ]);
  expect(onDone).toHaveBeenCalledOnce();
});

test('a conflict shows both texts, and one’s own is saved over it only when that is chosen', async () => {
  client.mutate.mockRejectedValueOnce(refused('VERSION_CONFLICT')).mockResolvedValue({});
  renderPage(<Editing />);
  write('a\nmine\n');
  await press('Save');
  const lines = [...screen.getByTestId('memory-conflict').querySelectorAll('[data-line]')];
  expect(lines.map((line) => line.textContent)).toEqual(expect.arrayContaining(['-theirs', '+mine']));
  expect(screen.getByRole('alert').textContent).toContain('Nothing of either is lost');
  expect(onDone).not.toHaveBeenCalled();
  await press('Save mine over it');
  expect(client.mutate.mock.lastCall?.[1]).toEqual({ path: 'MEMORY.md', text: 'a\nmine\n', expectedHash: 'h2' });
  expect(onDone).toHaveBeenCalledOnce();
});

test('after a conflict one can go on editing, against what is there now', async () => {
  client.mutate.mockRejectedValueOnce(refused('VERSION_CONFLICT')).mockResolvedValue({});
  renderPage(<Editing />);
  write('a\nmine\n');
  await press('Save');
  await press('Go on editing mine');
  expect(screen.getByRole('textbox')).toHaveProperty('value', 'a\nmine\n');
  write('a\ntheirs\nmine\n');
  await press('Save');
  expect(client.mutate.mock.lastCall?.[1]).toMatchObject({ text: 'a\ntheirs\nmine\n', expectedHash: 'h2' });
});

test('what could not be saved stays, with the reason', async () => {
  client.mutate.mockRejectedValue(new CallFailure('gone'));
  renderPage(<Editing />);
  write('a\nmine\n');
  await press('Save');
  expect(screen.getByRole('alert').textContent).toContain('does not answer');
  expect(screen.getByRole('textbox')).toHaveProperty('value', 'a\nmine\n');
  expect(onDone).not.toHaveBeenCalled();
});

function Kept() {
  const [draft, setDraft] = useMemoryDraft('MEMORY.md');
  return (
    <button type="button" onClick={() => setDraft({ text: 'unsaved', baseText: '', baseHash: 'absent' })}>
      {draft?.text ?? 'nothing'}
    </button>
  );
}

test('unsaved text is there again when the panel is opened again', () => {
  renderPage(<Kept />);
  fireEvent.click(screen.getByText('nothing'));
  cleanup();
  renderPage(<Kept />);
  expect(screen.getByText('unsaved')).toBeTruthy();
});

test.each(['{', '"x"', '{"text":1}', 'null'])('%s in the store is no draft', (stored) => {
  sessionStorage.setItem('openfoal.memory.edit.MEMORY.md', stored);
  renderPage(<Kept />);
  expect(screen.getByText('nothing')).toBeTruthy();
});
