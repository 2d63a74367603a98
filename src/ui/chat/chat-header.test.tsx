// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatHeader } from './chat-header.tsx';
import { ChatPanels } from './chat-panels.tsx';
import { renderWithGateway } from './gateway.fixture.tsx';
import type { ChatControls } from './header/chat-controls.ts';

const controls: ChatControls = {
  model: 'a/one',
  namesModel: true,
  onModel: vi.fn<ChatControls['onModel']>(),
  mode: 'local',
  onMode: vi.fn<ChatControls['onMode']>(),
  folder: '/home/me',
  busy: false,
};
const model = (name: string, more = {}) => ({
  model: name,
  contextWindow: 200_000,
  maxOutputTokens: 8_000,
  tools: true,
  vision: false,
  allowed: true,
  ...more,
});
const answers = {
  'models.list': () => ({
    defaultModel: 'a/one',
    sessionModel: 'a/one',
    providers: [
      {
        name: 'a',
        kind: 'openai-compatible',
        status: 'ready',
        models: [
          model('a/one', { price: { input: 3, output: 15 }, vision: true }),
          model('a/two', { price: { input: 0, output: 0 } }),
          model('a/three', { allowed: false }),
        ],
      },
      { name: 'b', kind: 'anthropic', status: 'unreachable', reason: 'timeout', models: [model('b/four')] },
    ],
  }),
  'policy.get': () => ({ modelPolicy: { fallbacks: ['a/two'] } }),
};
function draw(more: Partial<ChatControls> = {}) {
  const all = { ...controls, ...more };
  return renderWithGateway(
    <>
      <ChatHeader session={null} controls={all} menu={null} />
      <ChatPanels controls={all} commands={[]} />
    </>,
    answers,
  );
}
const openMenu = (button: HTMLElement): void => void fireEvent.keyDown(button, { key: 'Enter' });

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {};
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

describe('the model picker', () => {
  const open = async (more: Partial<ChatControls> = {}) => {
    draw(more);
    fireEvent.click(screen.getByRole('button', { name: /Model:/ }));
    return screen.findByRole('dialog', { name: 'Model' });
  };

  test('offers what the policy does not allow and what does not answer as not to be chosen, with the reason', async () => {
    const picker = await open();
    const denied = await within(picker).findByRole('option', { name: /three/ });
    expect(denied.getAttribute('aria-disabled')).toBe('true');
    expect(denied.textContent).toContain('not allowed');
    expect(within(picker).getByRole('option', { name: /four/ }).getAttribute('aria-disabled')).toBe('true');
    expect(picker.textContent).toContain('timeout');
  });

  test('says price, window, sight, which is the default, and who is asked instead', async () => {
    const picker = await open();
    const one = await within(picker).findByRole('option', { name: /\$3\.00/ });
    for (const said of ['200K tokens', '$3.00 in, $15.00 out', 'default']) expect(one.textContent).toContain(said);
    expect(within(one).getByLabelText('reads images')).toBeTruthy();
    expect(picker.textContent).toContain('free');
    expect(picker.textContent).toContain('If it does not answer: a/two');
  });

  test('says while a run is on that the choice is for the next message, and chooses', async () => {
    const picker = await open({ busy: true });
    expect(picker.textContent).toContain('The run that is on keeps its model');
    fireEvent.click(await within(picker).findByRole('option', { name: /two/ }));
    expect(vi.mocked(controls.onModel).mock.calls).toEqual([['a/two']]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  const chosen = (picker: HTMLElement) =>
    within(picker)
      .getAllByLabelText('chosen')
      .map((mark) => mark.closest('[role=option]')?.textContent);

  test('the choice can be taken back: the default comes first, with its name', async () => {
    const picker = await open();
    const [first] = await within(picker).findAllByRole('option');
    expect(first?.textContent).toContain('Default (a/one)');
    expect(chosen(picker)).toEqual([expect.stringMatching(/^one/)]);
    fireEvent.click(within(picker).getByRole('option', { name: /Default/ }));
    expect(vi.mocked(controls.onModel).mock.calls).toEqual([[null]]);
  });

  test('without a choice the default is what is chosen, and not the model that it comes to', async () => {
    const picker = await open({ namesModel: false });
    await within(picker).findAllByRole('option');
    expect(chosen(picker)).toEqual([expect.stringContaining('Default (a/one)')]);
  });
});

describe('the runtime mode', () => {
  test('says what a change means, and while a run is on that it waits for the next turn', async () => {
    draw({ busy: true });
    openMenu(screen.getByTestId('mode'));
    const menu = await screen.findByRole('menu');
    expect(menu.textContent).toContain('a change applies at the next turn');
    expect(menu.textContent).toContain('in a Docker sandbox');
    fireEvent.click(within(menu).getByRole('menuitemradio', { name: /Sandbox/ }));
    expect(vi.mocked(controls.onMode).mock.calls).toEqual([['cloud']]);
  });

  test('a change that waits is said in its place', () => {
    draw({ pendingMode: 'cloud' });
    expect(screen.getByTestId('mode').textContent).toContain('Sandbox from the next turn');
  });
});

test('context and cost are read out in one line and open as details', async () => {
  const usage = {
    contextTokens: 50_000,
    contextWindow: 200_000,
    contextUsage: 0.25,
    compactionCount: 1,
    costUsd: 0.1234,
  };
  // The parts of a snapshot that are shown.
  draw({ usage: usage as ChatControls['usage'] });
  const meter = screen.getByRole('button', { name: 'Context 25% full, cost $0.1234' });
  await act(async () => void fireEvent.click(meter));
  expect(screen.getByRole('dialog').textContent).toContain('50,000 of 200,000 tokens');
});

test('the menu of a phone holds the model, the mode, the usage and the exports; without a way to export, none', async () => {
  draw({ onExport: () => Promise.resolve() });
  const [, phone] = screen.getAllByRole('button', { name: 'More about this session' });
  if (phone) openMenu(phone);
  const menu = await screen.findByRole('menu');
  expect(within(menu).getAllByRole('menuitemradio')).toHaveLength(2);
  for (const name of [/^Model/, /Memory/, /Markdown/, /JSONL/, /HTML/]) {
    expect(within(menu).getByRole('menuitem', { name })).toBeTruthy();
  }
  cleanup();
  draw();
  const [desk] = screen.getAllByRole('button', { name: 'More about this session' });
  if (desk) openMenu(desk);
  expect(within(await screen.findByRole('menu')).queryByRole('menuitem', { name: /HTML/ })).toBeNull();
});
