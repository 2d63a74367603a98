/** A policy for tests, and the same with something changed. */
import type { Policy, PolicyDocument, PolicyRule } from '../../../protocol/entities.ts';

export const BASE: PolicyDocument = {
  toolPolicy: {
    defaultAction: 'deny',
    tools: { 'bash.exec': 'approval-required', 'file.read': 'allow', 'memory.*': 'allow' },
    rules: [{ id: 'no-push', tool: 'bash.exec', when: { argv: ['git', 'push'] }, action: 'deny', reason: 'by hand' }],
  },
  modelPolicy: { primary: 'auto', fallbacks: [], allowed: [], timeoutMs: 120_000 },
  executionPolicy: {
    network: { allowHosts: ['example.com'] },
    workspaceAccess: 'rw',
    limits: { toolTimeoutMs: 600_000, outputBytes: 65_536, maxSteps: 50 },
  },
};

export const policyOf = (version: number, document: PolicyDocument = BASE, updatedBy = 'ada'): Policy => ({
  version,
  updatedAt: '2026-11-29T12:00:00.000Z',
  updatedBy,
  ...document,
});

export const withRules = (document: PolicyDocument, ...rules: PolicyRule[]): PolicyDocument => ({
  ...document,
  toolPolicy: { ...document.toolPolicy, rules: [...document.toolPolicy.rules, ...rules] },
});

export const ruleOf = (id: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  id,
  tool: 'bash.exec',
  when: { argv: ['make'] },
  action: 'allow',
  ...more,
});
