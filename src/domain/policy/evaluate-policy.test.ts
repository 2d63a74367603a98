import { expect, test } from 'vitest';
import type { PolicyAction, PolicyDocument } from '../../protocol/entities.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { DEFAULT_POLICY } from './policy-service.ts';

function judge(
  tools: Record<string, PolicyAction>,
  toolName: string,
  access: PolicyDocument['executionPolicy']['workspaceAccess'] = 'rw',
  effect: 'read-only' | 'unknown' = 'unknown',
) {
  const document: PolicyDocument = {
    ...DEFAULT_POLICY,
    toolPolicy: { ...DEFAULT_POLICY.toolPolicy, tools },
    executionPolicy: { ...DEFAULT_POLICY.executionPolicy, workspaceAccess: access },
  };
  const { action, ruleId, policyVersion } = evaluatePolicy({ version: 7, document }, { toolName, effect });
  return { action, ruleId, policyVersion };
}

test('a tool that the policy does not name is denied', () => {
  expect(judge({}, 'bash.exec')).toEqual({ action: 'deny', ruleId: 'default', policyVersion: 7 });
  expect(judge({ 'file.*': 'allow' }, 'filex.read').action).toBe('deny');
  expect(judge({ 'file.read': 'allow' }, 'file.reader').action).toBe('deny');
  expect(judge({ 'a*b*c': 'allow' }, 'abbd').action).toBe('deny');
  expect(judge({ 'ab*ba': 'allow' }, 'aba').action).toBe('deny');
});

test('the longest matching glob decides, whatever the order', () => {
  expect(judge({ '*': 'allow', 'file.*': 'approval-required', 'file.write': 'deny' }, 'file.write')).toEqual({
    action: 'deny',
    ruleId: 'tools:file.write',
    policyVersion: 7,
  });
  expect(judge({ 'file.write': 'deny', '*': 'allow', 'file.*': 'approval-required' }, 'file.read').ruleId).toBe(
    'tools:file.*',
  );
  expect(judge({ 'a*b*c': 'allow' }, 'axxbyyc').action).toBe('allow');
});

test('names of an object prototype are no entries', () => {
  expect(judge({}, '__proto__').action).toBe('deny');
  expect(judge({}, 'constructor').action).toBe('deny');
});

test('read-only access denies what changes something and nothing else', () => {
  expect(judge({ '*': 'allow' }, 'file.write', 'ro').ruleId).toBe('workspace-access');
  expect(judge({ '*': 'allow' }, 'file.read', 'ro', 'read-only').action).toBe('allow');
});

test('no access denies everything', () => {
  expect(judge({ '*': 'allow' }, 'file.read', 'none', 'read-only').action).toBe('deny');
});

test('the policy of a new home reads freely, asks before it changes, and denies the rest', () => {
  const verdict = (toolName: string) =>
    evaluatePolicy({ version: 1, document: DEFAULT_POLICY }, { toolName, effect: 'unknown' }).action;
  expect(['file.read', 'file.list', 'file.write', 'bash.exec', 'http.request'].map(verdict)).toEqual([
    'allow',
    'allow',
    'approval-required',
    'approval-required',
    'deny',
  ]);
});
