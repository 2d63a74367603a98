import { expect, test } from 'vitest';
import { BASE, ruleOf, withRules } from './policy.fixture.ts';
import { rebasePolicy } from './rebase-policy.ts';

test('a rule that they added stays when I add one, although the list is one place of the patch', () => {
  const mine = withRules(BASE, ruleOf('mine'));
  const theirs = withRules(BASE, ruleOf('theirs', { action: 'deny' }));
  const { toolPolicy } = rebasePolicy({ base: BASE, mine, theirs });
  expect(toolPolicy.rules.map(({ id }) => id)).toEqual(['no-push', 'theirs', 'mine']);
});

test('a rule that I took out is out, and one that they took out and I did not touch stays out', () => {
  const base = withRules(BASE, ruleOf('a'), ruleOf('b'));
  const mine = withRules(BASE, ruleOf('b'));
  const theirs = withRules(BASE, ruleOf('a'));
  const { toolPolicy } = rebasePolicy({ base, mine, theirs });
  expect(toolPolicy.rules.map(({ id }) => id)).toEqual(['no-push']);
});

test('where both changed the same rule or the same field, mine stands', () => {
  const base = withRules(BASE, ruleOf('a'));
  const mine = withRules(BASE, ruleOf('a', { action: 'deny' }));
  const theirs = {
    ...withRules(BASE, ruleOf('a', { reason: 'theirs' })),
    modelPolicy: { ...BASE.modelPolicy, timeoutMs: 1_000 },
  };
  const merged = rebasePolicy({
    base,
    mine: { ...mine, modelPolicy: { ...mine.modelPolicy, timeoutMs: 2_000 } },
    theirs,
  });
  expect(merged.toolPolicy.rules.at(-1)).toEqual(ruleOf('a', { action: 'deny' }));
  expect(merged.modelPolicy.timeoutMs).toBe(2_000);
});

test('what they changed elsewhere stays: entries of tools, hosts, limits, a budget', () => {
  const mine = { ...BASE, executionPolicy: { ...BASE.executionPolicy, network: { allowHosts: ['example.com', 'm'] } } };
  const { 'memory.*': _out, ...tools } = BASE.toolPolicy.tools;
  const theirs = {
    ...BASE,
    toolPolicy: { ...BASE.toolPolicy, tools },
    modelPolicy: { ...BASE.modelPolicy, maxCostUsdPerDay: 5 },
    executionPolicy: { ...BASE.executionPolicy, network: { allowHosts: ['t', 'example.com'] } },
  };
  const merged = rebasePolicy({ base: BASE, mine, theirs });
  expect(merged).toEqual({
    ...theirs,
    executionPolicy: { ...BASE.executionPolicy, network: { allowHosts: ['t', 'example.com', 'm'] } },
  });
});

test('a field that I took out is out', () => {
  const base = { ...BASE, modelPolicy: { ...BASE.modelPolicy, maxCostUsdPerRun: 1 } };
  expect(rebasePolicy({ base, mine: BASE, theirs: base }).modelPolicy).toEqual(BASE.modelPolicy);
});
