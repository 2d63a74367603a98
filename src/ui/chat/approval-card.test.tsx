// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { approvalOf } from '../../client/fold/journal.fixture.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import { ApprovalCard, type ResolveApproval } from './approval-card.tsx';
import { renderPage } from './page.fixture.tsx';

const onResolve = vi.fn<ResolveApproval>();
const approval = {
  ...approvalOf('r', 't', 'a1'),
  display: {
    kind: 'command' as const,
    script: 'rm -rf build\necho done',
    cwd: '/home/me/project',
    mode: 'local' as const,
    timeoutMs: 1000,
  },
};
const card = () => screen.getByRole('group', { name: 'Approval for bash.exec' });
const refusal = (code: ProtocolErrorShape['code']): ProtocolErrorShape => ({
  code,
  message: 'no',
  retryable: false,
  traceId: 't',
});

beforeEach(() => {
  onResolve.mockReset().mockResolvedValue(undefined);
  vi.useFakeTimers({ now: new Date('2026-11-23T08:29:30.000Z') });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('the approval card', () => {
  test('shows exactly what will run, where, why it asks and how long it waits', () => {
    renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    expect(screen.getByTestId('approval-script').textContent).toBe('rm -rf build\necho done');
    const text = card().textContent;
    for (const shown of ['/home/me/project', 'This machine', 'tools:bash.exec (policy version 1)', '1 h 30 min']) {
      expect(text).toContain(shown);
    }
  });

  test('keys do nothing while a field or a button of the card has the focus', () => {
    renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    fireEvent.keyDown(screen.getByRole('button', { name: /Approve once/ }), { key: 's' });
    fireEvent.keyDown(card(), { key: 'a', ctrlKey: true });
    expect(onResolve).not.toHaveBeenCalled();
  });

  test('the reason is asked for once: what is drawn anew does not call the focus back, nor does an input method close it', () => {
    const page = renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    fireEvent.keyDown(card(), { key: 'r' });
    const reason = screen.getByRole('textbox');
    expect(document.activeElement).toBe(reason);
    fireEvent.keyDown(reason, { key: 'Escape', keyCode: 229 });
    reason.blur();
    page.rerender(<ApprovalCard approval={{ ...approval }} onResolve={onResolve} />);
    expect(document.activeElement).toBe(document.body);
    expect(screen.getByRole('textbox')).toBe(reason);
  });

  test.each([
    ['a', { decision: 'approve', scope: 'once' }],
    ['s', { decision: 'approve', scope: 'session' }],
  ] as const)('the key %s answers once', async (key, answer) => {
    renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    await act(async () => {
      fireEvent.keyDown(card(), { key });
      fireEvent.keyDown(card(), { key });
    });
    expect(onResolve.mock.calls).toEqual([['a1', answer]]);
  });

  test('rejecting asks for the reason first', async () => {
    renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    fireEvent.keyDown(card(), { key: 'r' });
    const reason = screen.getByRole('textbox');
    expect(document.activeElement).toBe(reason);
    expect(onResolve).not.toHaveBeenCalled();
    fireEvent.change(reason, { target: { value: ' use make clean ' } });
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Reject' })));
    expect(onResolve.mock.calls).toEqual([['a1', { decision: 'reject', comment: 'use make clean' }]]);
  });

  test.each([
    ['APPROVAL_ALREADY_RESOLVED', 'Already answered elsewhere.'],
    ['APPROVAL_STALE', 'What you approved has changed'],
  ] as const)('%s is said, and the card can be used again', async (code, text) => {
    onResolve.mockResolvedValue(refusal(code));
    renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: /Approve once/ })));
    expect(screen.getByRole('alert').textContent).toContain(text);
    expect(screen.getByRole('button', { name: /Approve once/ })).toHaveProperty('disabled', false);
  });

  test('who was faster is named', async () => {
    const details = { status: 'rejected', decidedBy: 'user_2' };
    onResolve.mockResolvedValue({ ...refusal('APPROVAL_ALREADY_RESOLVED'), details });
    renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: /Approve once/ })));
    expect(screen.getByRole('alert').textContent).toBe('Already answered elsewhere. by user_2');
  });

  test('once it is answered the question stays, with the answer where the buttons were', async () => {
    const page = renderPage(<ApprovalCard approval={approval} onResolve={onResolve} />);
    await act(async () => void fireEvent.keyDown(card(), { key: 'a' }));
    const answered = { ...approval, status: 'approved' as const, decidedBy: 'user_1', scope: 'once' as const };
    page.rerender(<ApprovalCard approval={answered} onResolve={onResolve} />);
    expect(screen.getByTestId('approval-script').textContent).toBe('rm -rf build\necho done');
    expect(screen.getByRole('status').textContent).toBe('Approved');
    expect(screen.queryByRole('button', { name: /Approve|Reject/ })).toBeNull();
    fireEvent.keyDown(card(), { key: 'a' });
    expect(onResolve).toHaveBeenCalledOnce();
  });

  test('an answer that came from elsewhere says by whom', () => {
    const answered = { ...approval, status: 'rejected' as const, decidedBy: 'user_2', comment: 'not now' };
    renderPage(<ApprovalCard approval={answered} onResolve={onResolve} />);
    expect(screen.getByRole('status').textContent).toBe('Rejectedelsewhere, by user_2Reason: not now');
  });

  test('a change of a file is shown as its diff', () => {
    const diff = '--- a/notes.md\n+++ b/notes.md\n@@ -1 +1 @@\n-old\n+new\n';
    const display = {
      kind: 'file' as const,
      path: 'notes.md',
      cwd: '/f',
      mode: 'cloud' as const,
      diff,
      created: false,
      bytes: 4,
    };
    renderPage(<ApprovalCard approval={{ ...approval, display }} onResolve={onResolve} />, 'zh-CN');
    expect(screen.getByTestId('approval-script').textContent).toBe('@@ -1 +1 @@-old+new');
    expect(screen.getByText('将修改此文件: notes.md')).toBeTruthy();
    expect(screen.getByText('沙盒')).toBeTruthy();
  });
});
