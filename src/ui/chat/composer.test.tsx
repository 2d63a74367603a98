// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createObservable } from '../../client/observable.ts';
import type { Upload, Uploads } from '../attachments/uploads.ts';
import { createDrafts, type Draft, type Drafts } from '../drafts.ts';
import { type CommandName, commandsFor } from './commands/commands.ts';
import { Composer } from './composer.tsx';
import { renderPage } from './page.fixture.tsx';

const onSend = vi.fn<(draft: Draft) => void>();
const onStop = vi.fn<() => void>();
const onCommand = vi.fn<(name: CommandName, argument: string) => void>();
const onFiles = vi.fn<Uploads['add']>();
const onWay = createObservable<readonly Upload[]>([]);
const nothing = vi.fn<() => void>();
const uploads: Uploads = { ...onWay, add: onFiles, move: nothing, retry: nothing, cancel: nothing };
const tab = { addEventListener: () => {}, hasFocus: () => true };
let drafts: Drafts;
const commands = commandsFor(['agent.abort', 'runtime.setMode', 'models.list'], true);

type Props = Partial<React.ComponentProps<typeof Composer>>;
const composer = (props: Props = {}) => (
  <Composer
    drafts={drafts}
    uploads={uploads}
    draftKey="s1"
    commands={commands}
    busy={false}
    stopping={false}
    onSend={onSend}
    onCommand={onCommand}
    onStop={onStop}
    {...props}
  />
);
const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });
const type = (text: string): void => void fireEvent.change(field(), { target: { value: text } });
const press = (key: string, more = {}): boolean => fireEvent.keyDown(field(), { key, ...more });
const sent = (): string[] => onSend.mock.calls.map(([draft]) => draft.text);
const options = (): (string | null)[] => screen.queryAllByRole('option').map((option) => option.textContent);

beforeEach(() => {
  localStorage.clear();
  drafts = createDrafts(localStorage, tab);
  onWay.set([]);
  for (const each of [onSend, onStop, onCommand, onFiles]) each.mockReset();
  // jsdom draws nothing and so cannot scroll.
  Element.prototype.scrollIntoView = () => {};
});
afterEach(cleanup);

describe('the composer', () => {
  test('does not send what is empty or only space', () => {
    renderPage(composer());
    type(' \n ');
    press('Enter');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  });

  test('the Enter of an input method does not send', () => {
    renderPage(composer());
    type('nihao');
    press('Enter', { isComposing: true });
    press('Enter', { keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
  });

  test('Shift+Enter makes a line and does not send', () => {
    renderPage(composer());
    type('one');
    expect(press('Enter', { shiftKey: true })).toBe(true);
    expect(onSend).not.toHaveBeenCalled();
  });

  test('refuses more than the protocol takes, and says how much that is', () => {
    renderPage(composer());
    type('x'.repeat(200_001));
    press('Enter');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('200,000');
  });

  test('Enter sends once and empties the field', () => {
    renderPage(composer());
    type('hello\nworld');
    expect(press('Enter')).toBe(false);
    expect(sent()).toEqual(['hello\nworld']);
    expect(field().value).toBe('');
  });

  test('while a run is on there is Stop, and what is sent is queued', () => {
    renderPage(composer({ busy: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledOnce();
    type('next');
    fireEvent.click(screen.getByRole('button', { name: 'Queue' }));
    expect(sent()).toEqual(['next']);
  });

  test.each(['/', '/mode moon', 'next'])('Stop stays whatever is written: %s', (text) => {
    renderPage(composer({ busy: true }));
    type(text);
    press('Enter');
    expect(screen.getByRole('button', { name: 'Stop' })).toHaveProperty('disabled', false);
  });

  test('a run that is being stopped cannot be stopped again', () => {
    renderPage(composer({ busy: true, stopping: true }));
    expect(screen.getByRole('button', { name: 'Stopping…' })).toHaveProperty('disabled', true);
  });

  test('each session keeps its own draft, over a reload too', () => {
    const { rerender } = renderPage(composer());
    type('draft of one');
    rerender(composer({ draftKey: 's2' }));
    expect(field().value).toBe('');
    cleanup();
    drafts = createDrafts(localStorage, tab);
    renderPage(composer());
    expect(field().value).toBe('draft of one');
  });
});

describe('slash commands', () => {
  test('an unknown one is said and nothing is sent, until the text changes', () => {
    renderPage(composer());
    type('/usr/bin is full');
    press('Enter');
    expect([onSend.mock.calls, onCommand.mock.calls]).toEqual([[], []]);
    expect(screen.getByRole('alert').textContent).toContain('/usr/bin');
    expect(field().value).toBe('/usr/bin is full');
    type('/usr/bin is full.');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('one that is given something else than it takes is said', () => {
    renderPage(composer());
    type('/mode moon');
    press('Enter');
    expect(onCommand).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('local, cloud');
  });

  test('two slashes send one', () => {
    renderPage(composer());
    type('//usr/bin is full');
    press('Enter');
    expect(sent()).toEqual(['/usr/bin is full']);
  });

  test('the list follows the text, and its choice is told to a screen reader', () => {
    renderPage(composer());
    type('/mo');
    expect(options()).toEqual([expect.stringContaining('/model'), expect.stringContaining('/mode ')]);
    press('ArrowDown');
    const chosen = screen.getByRole('option', { selected: true });
    expect(chosen.textContent).toContain('/mode ');
    expect(field().getAttribute('aria-activedescendant')).toBe(chosen.id);
    expect(screen.getByRole('status').textContent).toContain('2 commands');
    press('Enter');
    expect(field().value).toBe('/mode ');
    expect(options()).toHaveLength(2);
    press('ArrowUp');
    press('Enter');
    expect(onCommand.mock.calls).toEqual([['mode', 'cloud']]);
    expect(field().value).toBe('');
  });

  test('Escape closes the list and Enter then means what is written', () => {
    renderPage(composer());
    type('/sto');
    press('Escape');
    expect(options()).toEqual([]);
    press('Enter');
    expect(onCommand).not.toHaveBeenCalled();
    type('/stop');
    press('Tab');
    expect(onCommand).not.toHaveBeenCalled();
    press('Enter');
    expect(onCommand.mock.calls).toEqual([['stop', '']]);
  });

  test('the Enter of an input method chooses nothing', () => {
    renderPage(composer());
    type('/stop');
    press('Enter', { isComposing: true });
    expect(onCommand).not.toHaveBeenCalled();
  });
});

describe('attachments', () => {
  const ref = { attachmentId: 'att_1', name: 'a.txt', mediaType: 'text/plain', size: 5 };
  const upload: Upload = {
    id: 'u1',
    draftKey: 's1',
    name: 'b.txt',
    size: 100,
    received: 40,
    status: 'uploading',
  };

  test('a message does not go before its files are there; a command does', () => {
    onWay.set([upload]);
    renderPage(composer());
    type('look');
    press('Enter');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    type('/stop');
    press('Escape');
    press('Enter');
    expect(onCommand.mock.calls).toEqual([['stop', '']]);
  });

  test('a file that cannot be attached says why and holds nothing up', () => {
    onWay.set([{ ...upload, status: 'refused', refused: 'size' }]);
    renderPage(composer());
    expect(screen.getByRole('alert').textContent).toContain('10 MB at most');
    type('look');
    press('Enter');
    expect(sent()).toEqual(['look']);
  });

  test('a file of another draft is not shown here', () => {
    onWay.set([{ ...upload, draftKey: 's2' }]);
    renderPage(composer());
    expect(screen.queryByTestId('draft-attachment')).toBeNull();
  });

  test('what is attached goes with the message and can be removed', () => {
    drafts.set('s1', { text: '', attachments: [ref, { ...ref, attachmentId: 'att_2', name: 'c.txt' }] });
    renderPage(composer());
    expect(screen.getByText('Say what to do with the files')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Remove c.txt' }));
    type('look');
    press('Enter');
    expect(onSend.mock.calls).toEqual([[{ text: 'look', attachments: [ref] }]]);
    expect(screen.queryByTestId('draft-attachment')).toBeNull();
  });

  test('a pasted picture is attached; text with a picture of itself is pasted', () => {
    renderPage(composer());
    const files = [new File(['x'], 'image.png', { type: 'image/png' })];
    expect(fireEvent.paste(field(), { clipboardData: { files, types: ['Files', 'text/plain'] } })).toBe(true);
    expect(onFiles).not.toHaveBeenCalled();
    expect(fireEvent.paste(field(), { clipboardData: { files, types: ['Files'] } })).toBe(false);
    expect(onFiles.mock.calls).toEqual([['s1', files]]);
  });

  test('files dropped anywhere on the page are attached', () => {
    renderPage(composer());
    const files = [new File(['x'], 'a.txt')];
    fireEvent.dragOver(window, { dataTransfer: { types: ['Files'], files } });
    expect(screen.getByText('Drop the files to attach them')).toBeTruthy();
    fireEvent.drop(window, { dataTransfer: { types: ['Files'], files } });
    expect(onFiles.mock.calls).toEqual([['s1', files]]);
    expect(screen.queryByText('Drop the files to attach them')).toBeNull();
  });
});
