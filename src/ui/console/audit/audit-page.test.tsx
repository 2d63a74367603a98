// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import { approvalOf } from '../../../client/fold/journal.fixture.ts';
import type { AuditEntry } from '../../../protocol/entities.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { AuditPage } from './audit-page.tsx';
import { entryOf } from './entry.fixture.ts';

const { saveFile } = vi.hoisted(() => ({ saveFile: vi.fn<(name: string, content: Blob) => void>() }));
vi.mock(import('../../save-file.ts'), () => ({ saveFile }));
afterEach(() => {
  cleanup();
  saveFile.mockClear();
});

const refuse = (code: 'STORAGE_UNAVAILABLE' | 'NOT_FOUND') => () => {
  throw new CallFailure('no', { code, message: 'm', retryable: false, traceId: 't' });
};

function show(entries: readonly AuditEntry[], { url = '', answers = {} }: { url?: string; answers?: object } = {}) {
  const fake = fakeGateway({
    answers: { 'audit.query': () => ({ items: entries }), 'approval.get': refuse('NOT_FOUND'), ...answers },
  });
  renderWith(
    fake,
    <NuqsTestingAdapter searchParams={url} hasMemory>
      <AuditPage />
    </NuqsTestingAdapter>,
  );
  return fake;
}
const queries = (asked: [string, Record<string, unknown>][]) =>
  asked.filter(([method]) => method === 'audit.query').map(([, input]) => input);
const open = async () =>
  fireEvent.click((await screen.findAllByRole('button', { name: /^Details of/ }))[0] ?? document.body);
const hrefs = (element: HTMLElement) =>
  within(element)
    .getAllByRole('link')
    .map((link) => link.getAttribute('href'));

describe('the trail', () => {
  test('a refusal is said with another try', async () => {
    show([], { answers: { 'audit.query': refuse('STORAGE_UNAVAILABLE') } });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  test('filters that are not valid are said and not sent', async () => {
    const { asked } = show([], { url: '?outcome=maybe&from=yesterday&runId=run_1' });
    expect(await screen.findByText(/2 filters of the address are not valid/)).toBeTruthy();
    expect(screen.getByText('Not used, because it is not valid: yesterday')).toBeTruthy();
    expect(queries(asked)).toEqual([{ runId: 'run_1' }]);
  });

  test('is narrowed by the gateway, and the filters can be cleared', async () => {
    const { asked } = show([], { url: '?toolName=bash.exec&outcome=denied' });
    fireEvent.click((await screen.findAllByRole('button', { name: 'Clear filters' }))[0] ?? document.body);
    expect(await screen.findByText('Nothing was recorded yet')).toBeTruthy();
    expect(queries(asked)).toEqual([{ toolName: 'bash.exec', outcome: 'denied' }, {}]);
  });

  test('is read on from where it ended', async () => {
    const pages: Record<string, object> = {
      first: { items: [entryOf()], nextCursor: 'second' },
      second: { items: [entryOf({ id: 'aud_0', action: 'agent.run', detail: {} })] },
    };
    show([], { answers: { 'audit.query': ({ cursor = 'first' }: { cursor?: string }) => pages[cursor] } });
    fireEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('cell', { name: 'agent.run' })).toBeTruthy();
    expect(screen.getByRole('cell', { name: 'tool.execute' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });
});

describe('an entry', () => {
  test('of a denied call says why, and leads to the rule, the run, the session and the trace', async () => {
    show([entryOf()]);
    await open();
    const why = screen.getByTestId('why-denied');
    expect(why.textContent).toContain('The policy denied this call: nothing is deleted here');
    expect(why.textContent).toContain('Rule no-rm, policy version 4');
    expect(hrefs(why)).toEqual(['/console/policy?tool=bash.exec&rule=no-rm']);
    expect(hrefs(screen.getByRole('dialog'))).toEqual(
      expect.arrayContaining([
        '/console/sessions/s_1?run=run_1',
        '/console/sessions/s_1',
        '/console/audit?traceId=trace_1',
        '/console/audit?runId=run_1&toolName=bash.exec',
      ]),
    );
  });

  test('of a rejection names the rule that asked and the reason that was given, which the approval knows', async () => {
    const resolve = {
      action: 'approval.resolve',
      resource: 'apr_1',
      detail: { decision: 'reject', toolCallId: 'call_1', policyVersion: 4, toolName: 'bash.exec' },
    };
    const approval = { ...approvalOf('run_1', 'call_1', 'apr_1'), status: 'rejected', comment: 'use make clean' };
    show([entryOf(resolve)], { answers: { 'approval.get': () => approval } });
    await open();
    expect(await screen.findByText('A person rejected this call. use make clean')).toBeTruthy();
    expect(hrefs(screen.getByRole('dialog'))).toEqual(
      expect.arrayContaining([
        '/approve/apr_1',
        '/console/policy?tool=bash.exec&rule=tools%3Abash.exec',
        '/console/audit?resource=apr_1',
      ]),
    );
  });

  test('shows all of its detail and its place in the chain', async () => {
    show([entryOf()]);
    await open();
    const dialog = screen.getByRole('dialog');
    for (const text of ['"digest": "d"', '0'.repeat(64), 'f'.repeat(64)]) expect(dialog.textContent).toContain(text);
  });
});

describe('the export', () => {
  test('that fails makes no file and says why', async () => {
    const fake = show([entryOf()]);
    await screen.findByRole('cell', { name: 'tool.execute' });
    fake.answers['audit.query'] = refuse('STORAGE_UNAVAILABLE');
    fireEvent.click(screen.getByRole('button', { name: 'Export JSONL' }));
    expect(await screen.findByText(/^Not exported:/)).toBeTruthy();
    expect(saveFile).not.toHaveBeenCalled();
  });

  test('that is cancelled makes no file', async () => {
    const fake = show([entryOf()]);
    await screen.findByRole('cell', { name: 'tool.execute' });
    let answer = (_page: object): void => {};
    fake.answers['audit.query'] = () => new Promise((resolve) => (answer = resolve));
    fireEvent.click(screen.getByRole('button', { name: 'Export JSONL' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel the export' }));
    answer({ items: [entryOf()] });
    expect(await screen.findByText('The export was cancelled.')).toBeTruthy();
    expect(saveFile).not.toHaveBeenCalled();
  });

  test('is a file of what the filters find, named by their time', async () => {
    show([entryOf()], { url: '?from=2026-11-20T00:00:00.000Z&to=2026-11-24T00:00:00.000Z' });
    await screen.findByRole('cell', { name: 'tool.execute' });
    fireEvent.click(screen.getByRole('button', { name: 'Export JSONL' }));
    await waitFor(() => expect(saveFile).toHaveBeenCalledOnce());
    expect(saveFile.mock.calls[0]?.[0]).toBe('openfoal-audit-20261120T000000Z-20261124T000000Z.jsonl');
  });
});
