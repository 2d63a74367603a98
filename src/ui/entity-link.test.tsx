// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { renderPage } from './chat/page.fixture.tsx';
import { EntityLink, entityPath, shortId } from './entity-link.tsx';

afterEach(cleanup);

test.each([
  [{ kind: 'session', sessionId: 's/1' }, '/console/sessions/s%2F1'],
  [{ kind: 'run', runId: 'r1', sessionId: 's1' }, '/console/sessions/s1?run=r1'],
  [{ kind: 'approval', approvalId: 'a1' }, '/approve/a1'],
  [{ kind: 'tool', toolName: 'bash.exec' }, '/console/models?view=tools&tool=bash.exec'],
  [{ kind: 'model', model: 'a/b' }, '/console/models?model=a%2Fb'],
  [{ kind: 'trace', traceId: 't1' }, '/console/audit?traceId=t1'],
  [{ kind: 'policy' }, '/console/policy'],
  [{ kind: 'policy', ruleId: 'x&y' }, '/console/policy?rule=x%26y'],
  [{ kind: 'audit', filter: { runId: 'r1', toolName: 'bash.exec' } }, '/console/audit?runId=r1&toolName=bash.exec'],
] as const)('%j leads to %s', (entity, path) => {
  expect(entityPath(entity)).toBe(path);
});

test('an id that is cut on the screen is whole for who cannot see it', () => {
  renderPage(<EntityLink entity={{ kind: 'session', sessionId: 'ses_01m8kn575ahqssg7zw5xkxmzax' }} />);
  const link = screen.getByRole('link', { name: 'Session …5xkxmzax' });
  expect(link.title).toBe('ses_01m8kn575ahqssg7zw5xkxmzax');
  expect(link.textContent).toContain(shortId('ses_01m8kn575ahqssg7zw5xkxmzax'));
});
