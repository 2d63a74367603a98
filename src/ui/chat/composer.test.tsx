// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Composer } from './composer.tsx';
import { renderPage } from './page.fixture.tsx';

const onSend = vi.fn<(text: string) => void>();
const onStop = vi.fn<() => void>();
type Props = Partial<React.ComponentProps<typeof Composer>>;
const composer = (props: Props = {}) => (
  <Composer draftKey="s1" busy={false} stopping={false} onSend={onSend} onStop={onStop} {...props} />
);
const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });
const type = (text: string): void => void fireEvent.change(field(), { target: { value: text } });

beforeEach(() => {
  sessionStorage.clear();
  onSend.mockReset();
  onStop.mockReset();
});
afterEach(cleanup);

describe('the composer', () => {
  test('does not send what is empty or only space', () => {
    renderPage(composer());
    type(' \n ');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  });

  test('the Enter of an input method does not send', () => {
    renderPage(composer());
    type('nihao');
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
  });

  test('Shift+Enter makes a line and does not send', () => {
    renderPage(composer());
    type('one');
    expect(fireEvent.keyDown(field(), { key: 'Enter', shiftKey: true })).toBe(true);
    expect(onSend).not.toHaveBeenCalled();
  });

  test('refuses more than the protocol takes, and says how much that is', () => {
    renderPage(composer());
    type('x'.repeat(200_001));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('200,000');
  });

  test('Enter sends once and empties the field', () => {
    renderPage(composer());
    type('hello\nworld');
    expect(fireEvent.keyDown(field(), { key: 'Enter' })).toBe(false);
    expect(onSend.mock.calls).toEqual([['hello\nworld']]);
    expect(field().value).toBe('');
  });

  test('while a run is on there is Stop, and what is sent is queued', () => {
    renderPage(composer({ busy: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledOnce();
    type('next');
    fireEvent.click(screen.getByRole('button', { name: 'Queue' }));
    expect(onSend.mock.calls).toEqual([['next']]);
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
    renderPage(composer());
    expect(field().value).toBe('draft of one');
  });
});
