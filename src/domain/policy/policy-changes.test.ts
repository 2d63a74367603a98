import { describe, expect, test } from 'vitest';
import type { PolicyDocument, PolicyRule } from '../../protocol/entities.ts';
import { policyChanges } from './policy-changes.ts';
import { DEFAULT_POLICY } from './policy-service.ts';

const rule = (id: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  id,
  tool: 'bash.exec',
  when: { argv: ['git', 'status'] },
  action: 'allow',
  ...more,
});
const withTools = (tools: Partial<PolicyDocument['toolPolicy']>): PolicyDocument => ({
  ...DEFAULT_POLICY,
  toolPolicy: { ...DEFAULT_POLICY.toolPolicy, ...tools },
});

describe('nothing is told that decides the same', () => {
  test('equal documents', () => {
    expect(policyChanges(DEFAULT_POLICY, structuredClone(DEFAULT_POLICY))).toEqual([]);
  });

  test('entries, rules and the fields of a rule in another order', () => {
    const turned = { action: 'allow', when: { argv: ['git', 'status'] }, tool: 'bash.exec', id: 'a' } as const;
    const before = withTools({ tools: { a: 'allow', b: 'deny' }, rules: [rule('a'), rule('b')] });
    const after = withTools({
      tools: { b: 'deny', a: 'allow' },
      rules: [rule('b'), { ...turned, when: { argv: ['git', 'status'] } }],
    });
    expect(policyChanges(before, after)).toEqual([]);
  });
});

test('a value that changed, one that came and one that went, each at its place', () => {
  const before = withTools({ tools: { 'a.b/c': 'allow', gone: 'deny' } });
  const after: PolicyDocument = {
    ...withTools({ tools: { 'a.b/c': 'deny', came: 'allow' } }),
    modelPolicy: { ...DEFAULT_POLICY.modelPolicy, fallbacks: ['x/y'], maxCostUsdPerDay: 2 },
  };
  expect(policyChanges(before, after)).toEqual([
    { path: ['toolPolicy', 'tools', 'a.b/c'], before: 'allow', after: 'deny' },
    { path: ['toolPolicy', 'tools', 'gone'], before: 'deny' },
    { path: ['modelPolicy', 'fallbacks'], before: [], after: ['x/y'] },
    { path: ['toolPolicy', 'tools', 'came'], after: 'allow' },
    { path: ['modelPolicy', 'maxCostUsdPerDay'], after: 2 },
  ]);
});

test('a rule is one place, named by its id', () => {
  const before = withTools({ rules: [rule('stays'), rule('changes'), rule('goes')] });
  const after = withTools({ rules: [rule('comes'), rule('changes', { action: 'deny' }), rule('stays')] });
  expect(policyChanges(before, after)).toEqual([
    { path: ['toolPolicy', 'rules', 'changes'], before: rule('changes'), after: rule('changes', { action: 'deny' }) },
    { path: ['toolPolicy', 'rules', 'goes'], before: rule('goes') },
    { path: ['toolPolicy', 'rules', 'comes'], after: rule('comes') },
  ]);
});
