// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import type { Policy } from '../../../protocol/entities.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { BASE, policyOf, ruleOf, withRules } from './policy.fixture.ts';
import { PolicyPage } from './policy-page.tsx';

const PATIENCE = { timeout: 10_000 };

beforeEach(() => {
  sessionStorage.clear();
  // jsdom scrolls nothing.
  Element.prototype.scrollIntoView = () => {};
});
afterEach(cleanup);

function open({ policy = policyOf(3), answers = {}, search = '' }: Options = {}) {
  const fake = fakeGateway({
    answers: {
      'policy.get': () => policy,
      'tools.list': () => ({ tools: [{ name: 'bash.exec' }, { name: 'http.request' }], modes: [] }),
      'models.list': () => ({ providers: [] }),
      ...answers,
    },
  });
  renderWith(
    fake,
    <NuqsTestingAdapter searchParams={search} hasMemory>
      <PolicyPage />
    </NuqsTestingAdapter>,
  );
  return fake;
}
type Options = {
  policy?: Policy;
  answers?: Record<string, (input: Record<string, unknown>) => unknown>;
  search?: string;
};

const refuse = (code: ErrorCode, message: string) => () => {
  throw new CallFailure(message, { code, message, retryable: false, traceId: 'trc_1' });
};
// By its text: in a form of this size asking for roles takes long.
const click = (name: string) => act(async () => fireEvent.click(screen.getByText(name, { selector: 'button' })));
const allowGitStatus = async (): Promise<void> => {
  await screen.findByText('No unsaved changes', {}, PATIENCE);
  await click('Allow git status');
};
const saveAs = async (version: number): Promise<void> => {
  await click('Review and save…');
  await click(`Save as version ${version}`);
};

describe('the policy page', () => {
  test('a refused field is shown beside it, and its rule is open', async () => {
    const message = 'The policy would not be valid: toolPolicy.rules.1.when.argv: no words.';
    open({ answers: { 'policy.update': refuse('INVALID_REQUEST', message) } });
    await allowGitStatus();
    await saveAs(4);
    const field = await screen.findByLabelText('Begins with the words', {}, PATIENCE);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toContain('no words.');
    // It speaks of what was sent, no longer of what is written now.
    await act(async () => fireEvent.change(field, { target: { value: 'git log' } }));
    expect(screen.queryAllByRole('alert')).toEqual([]);
  });

  test('a service is told why it may not save, and the draft is kept', async () => {
    open({ answers: { 'policy.update': refuse('FORBIDDEN', 'Only a user.') } });
    await allowGitStatus();
    await saveAs(4);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('Only a person may change');
    expect(sessionStorage.getItem('openfoal.policy-draft')).toContain('allow-git-status');
  });

  test('a gateway that does not answer is said, and saving can be tried again', async () => {
    const fail = () => {
      throw new CallFailure('gone');
    };
    open({ answers: { 'policy.update': fail } });
    await allowGitStatus();
    await saveAs(4);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('does not answer');
    expect(screen.getByText('Save as version 4', { selector: 'button' })).toHaveProperty('disabled', false);
  });

  test('one click allows a command without a shell: what is sent is that rule, on the version that was read', async () => {
    const saved: Record<string, unknown>[] = [];
    const rule = ruleOf('allow-git-status', { when: { argv: ['git', 'status'] } });
    open({
      answers: {
        'policy.update': (input) => {
          saved.push(input);
          return policyOf(4, withRules(BASE, rule));
        },
      },
    });
    await allowGitStatus();
    expect(document.activeElement?.textContent).toContain('allow-git-status');
    expect(document.activeElement?.getAttribute('aria-expanded')).toBe('true');
    await click('Review and save…');
    expect(screen.getByTestId('policy-diff').textContent).toContain('"allow-git-status"');
    await click('Save as version 4');
    expect(saved).toEqual([{ expectedVersion: 3, patch: { toolPolicy: { rules: [...BASE.toolPolicy.rules, rule] } } }]);
    expect(await screen.findByText(/Version 4 is in force, saved by ada/, {}, PATIENCE)).toBeTruthy();
    expect(sessionStorage.getItem('openfoal.policy-draft')).toBeNull();
  });

  test('a line that needs a shell is refused before a rule is made of it', async () => {
    open();
    await screen.findByText('No unsaved changes', {}, PATIENCE);
    const field = screen.getByLabelText('Command without a shell');
    await act(async () => fireEvent.change(field, { target: { value: 'git status; rm -rf /' } }));
    expect(screen.getByRole('alert').textContent).toContain('no rule can allow shell text');
    await act(async () => fireEvent.submit(field));
    expect(screen.getByTestId('draft-state').textContent).toBe('No unsaved changes');
  });

  test('a draft is there again after a reload, and closing the tab warns while it is', async () => {
    open();
    await allowGitStatus();
    cleanup();
    open();
    expect((await screen.findByTestId('draft-state', {}, PATIENCE)).textContent).toBe('Unsaved changes');
    const closing = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(closing);
    expect(closing.defaultPrevented).toBe(true);
    await click('Discard changes');
    const later = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(later);
    expect(later.defaultPrevented).toBe(false);
    expect(sessionStorage.getItem('openfoal.policy-draft')).toBeNull();
  });

  test('a newer version while editing: who saved what, and mine on top of theirs keeps both', async () => {
    const theirs = policyOf(4, withRules(BASE, ruleOf('theirs')), 'grace');
    const saved: Record<string, unknown>[] = [];
    open({
      answers: {
        'policy.update': (input) => {
          saved.push(input);
          if (input.expectedVersion === 3) return refuse('VERSION_CONFLICT', 'Somebody was faster.')();
          return policyOf(5);
        },
        'policy.history': () => ({
          items: [
            { ...theirs, changes: [] },
            { ...policyOf(3), changes: [] },
          ],
        }),
      },
    });
    await allowGitStatus();
    await saveAs(4);
    const conflict = within(await screen.findByTestId('policy-conflict', {}, PATIENCE));
    expect(conflict.getByText(/Version 4, saved by grace/)).toBeTruthy();
    expect(conflict.getByLabelText('What they changed').textContent).toContain('"theirs"');
    await click('Put mine on top of theirs');
    expect(screen.getByTestId('policy-diff').textContent).not.toContain('+        "id": "theirs"');
    await click('Save as version 5');
    expect(saved.at(-1)).toMatchObject({
      expectedVersion: 4,
      patch: { toolPolicy: { rules: [{ id: 'no-push' }, { id: 'theirs' }, { id: 'allow-git-status' }] } },
    });
  });

  test('theirs can be taken instead', async () => {
    const theirs = policyOf(4, withRules(BASE, ruleOf('theirs')), 'grace');
    open({
      answers: {
        'policy.update': refuse('VERSION_CONFLICT', 'Somebody was faster.'),
        'policy.history': () => ({ items: [{ ...theirs, changes: [] }] }),
      },
    });
    await allowGitStatus();
    await saveAs(4);
    await screen.findByTestId('policy-conflict', {}, PATIENCE);
    await click('Take theirs, discard mine');
    expect(await screen.findByText(/Version 4 is in force, saved by grace/, {}, PATIENCE)).toBeTruthy();
    expect(screen.getByTestId('draft-state').textContent).toBe('No unsaved changes');
    expect(screen.getAllByTestId('rule').map(({ dataset }) => dataset.id)).toEqual(['no-push', 'theirs']);
  });

  test('a link to a tool leads to its entry, also where it has none yet', async () => {
    open({ search: '?tool=http.request' });
    const select = await screen.findByLabelText<HTMLSelectElement>('What http.request may do', {}, PATIENCE);
    expect(select).toBe(document.activeElement);
    expect(select.value).toBe('');
    await act(async () => fireEvent.change(select, { target: { value: 'deny' } }));
    expect(sessionStorage.getItem('openfoal.policy-draft')).toContain('http.request');
  });

  test('a link to a rule that is not there says so', async () => {
    open({ search: '?rule=gone' });
    expect(await screen.findByText('There is no rule gone in this draft.', {}, PATIENCE)).toBeTruthy();
  });

  test('a source that is no JSON leaves no form, and cannot be saved', async () => {
    sessionStorage.setItem('openfoal.policy-draft', JSON.stringify({ version: 3, base: BASE, text: '{' }));
    open();
    expect(await screen.findByText('The form cannot be drawn', {}, PATIENCE)).toBeTruthy();
    expect(screen.getByText('Review and save…')).toHaveProperty('disabled', true);
  });

  test('an older version is loaded as a draft and shown before it is saved', async () => {
    const older = policyOf(2, { ...BASE, modelPolicy: { ...BASE.modelPolicy, timeoutMs: 5_000 } }, 'grace');
    const change = { path: ['modelPolicy', 'timeoutMs'], before: 5_000, after: 120_000 };
    open({
      search: '?view=history',
      answers: {
        'policy.history': () => ({
          items: [
            { ...policyOf(3), changes: [change] },
            { ...older, changes: [] },
          ],
        }),
      },
    });
    const [newest] = await screen.findAllByTestId('policy-version', {}, PATIENCE);
    expect(newest?.textContent).toContain('modelPolicy › timeoutMs 5000 → 120000');
    await click('Restore version 2…');
    expect(screen.getByTestId('policy-diff').textContent).toContain('+    "timeoutMs": 5000');
  });

  test('the test bench says what the saved policy says, and that the draft is another one', async () => {
    const verdict = { action: 'approval-required', ruleId: 'tools:bash.exec', policyVersion: 3, reason: 'it says so' };
    const { asked } = open({
      search: '?view=test',
      answers: { 'policy.evaluate': () => ({ verdict, risk: 'high', effect: 'unknown', wouldAsk: true }) },
    });
    await screen.findByLabelText('Call as JSON', {}, PATIENCE);
    await click('Judge this call');
    expect((await screen.findByTestId('bench-verdict', {}, PATIENCE)).textContent).toContain(
      'A person would be asked.',
    );
    expect(asked.find(([method]) => method === 'policy.evaluate')?.[1]).toEqual({
      toolName: 'bash.exec',
      args: { argv: ['git', 'status'] },
    });
    expect(screen.queryByTestId('bench-draft')).toBeNull();
    await click('Add a rule that allows git status');
    expect(await screen.findByText('allow-git-status', {}, PATIENCE)).toBeTruthy();
    await act(async () => fireEvent.mouseDown(screen.getByRole('tab', { name: 'Test bench' }), { button: 0 }));
    expect(screen.getByTestId('bench-draft').textContent).toContain('not part of it');
  });
});
