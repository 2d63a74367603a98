import { describe, expect, test } from 'vitest';
import { auditFacts, deniedBy } from './audit-facts.ts';
import { entryOf } from './entry.fixture.ts';

describe('the facts of an entry', () => {
  test('of a detail in another form are none', () => {
    const detail = { ruleId: 7, reason: null, policyVersion: 'two', approvalId: '', toolName: ['x'] };
    expect(auditFacts(entryOf({ detail }))).toEqual({});
  });

  test.each([
    [
      {},
      {
        toolName: 'bash.exec',
        toolCallId: 'call_1',
        ruleId: 'no-rm',
        policyVersion: 4,
        verdict: 'deny',
        reason: 'nothing is deleted here',
      },
    ],
    [
      { action: 'approval.resolve', resource: 'apr_1', detail: { decision: 'reject', policyVersion: 2 } },
      { approvalId: 'apr_1', policyVersion: 2, decision: 'reject' },
    ],
    [{ action: 'policy.update', resource: 'policy', detail: { version: 5, previousVersion: 4 } }, { policyVersion: 5 }],
    [{ outcome: 'allowed', detail: { approvalId: 'apr_1' } }, { approvalId: 'apr_1' }],
  ] as const)('%j', (entry, facts) => {
    expect(auditFacts(entryOf(entry))).toEqual(facts);
  });
});

test.each([
  [{ detail: {} }, 'unknown'],
  [{ action: 'auth.sign_in', detail: {} }, 'sign_in'],
  [{ action: 'approval.resolve', detail: { decision: 'reject' } }, 'reject'],
  [{ action: 'approval.resolve', detail: { decision: 'expire' } }, 'expire'],
  [{}, 'policy'],
] as const)('%j was denied by: %s', (entry, by) => {
  expect(deniedBy(entryOf(entry))).toBe(by);
});
