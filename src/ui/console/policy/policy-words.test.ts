import { describe, expect, test } from 'vitest';
import { allowRule, withRule } from './add-rule.ts';
import { formatWords, needsShell, readWords } from './command-words.ts';
import { fieldProblem, problemAt } from './field-problem.ts';
import { parseCall } from './parse-call.ts';
import { BASE } from './policy.fixture.ts';
import { policyDiff, readText, textOf } from './policy-text.ts';

describe('words of a command', () => {
  test.each([
    [['git', 'status']],
    [['git', 'commit', '-m', 'a b']],
    [['a', '', 'b']],
    [['say', 'a "quoted" \\ word']],
    [['*', '--x=y']],
  ])('%j comes back as it was', (words) => {
    expect(readWords(formatWords(words))).toEqual(words);
  });

  test.each(['git status; rm -rf /', 'a | b', 'echo $HOME', 'a > b', 'a && b', 'echo `x`', 'a &'])(
    '%s needs a shell',
    (line) => {
      expect(needsShell(line)).toBe(true);
    },
  );

  test('plain words and a word that stands for any do not', () => {
    expect(needsShell('git log --oneline *')).toBe(false);
  });
});

describe('a rule for a command', () => {
  test('allows these words of a command without a shell, under a name that is free', () => {
    const { rule, isNew } = allowRule(BASE, ['git', 'status']);
    expect({ rule, isNew }).toEqual({
      rule: { id: 'allow-git-status', tool: 'bash.exec', when: { argv: ['git', 'status'] }, action: 'allow' },
      isNew: true,
    });
    const other = { ...rule, when: { argv: ['x'] } };
    expect(allowRule(withRule(BASE, other), ['git', 'status']).rule.id).toBe('allow-git-status-2');
  });

  test('is not made twice', () => {
    const once = withRule(BASE, allowRule(BASE, ['git', 'status']).rule);
    expect(allowRule(once, ['git', 'status']).isNew).toBe(false);
  });
});

describe('a refusal', () => {
  test('is read into the field and what is wrong with it', () => {
    const message = 'The policy would not be valid: toolPolicy.rules.0.when.host: only a host: without a port.';
    const problem = fieldProblem({ code: 'INVALID_REQUEST', message });
    expect(problem).toEqual({ path: 'toolPolicy.rules.0.when.host', message: 'only a host: without a port.' });
    expect(problemAt(problem, 'toolPolicy.rules.0.when')).toBe('only a host: without a port.');
    expect(problemAt(problem, 'toolPolicy.rules.0.whe')).toBeUndefined();
  });

  test('of another kind belongs to no field', () => {
    expect(fieldProblem({ code: 'INVALID_REQUEST', message: 'patch: toString cannot be a key.' })).toBeUndefined();
    expect(fieldProblem({ code: 'FORBIDDEN', message: 'The policy would not be valid: a: b' })).toBeUndefined();
  });
});

describe('a pasted call', () => {
  test.each([
    ['', '', { state: 'empty' }],
    ['{', '', { state: 'no-json' }],
    ['[1]', 'x', { state: 'no-object' }],
    ['{"path": "a"}', ' ', { state: 'no-tool' }],
    ['{"path": "a"}', 'file.read', { state: 'call', toolName: 'file.read', args: { path: 'a' } }],
    ['{"toolName": "a", "args": {"b": 1}}', 'file.read', { state: 'call', toolName: 'a', args: { b: 1 } }],
  ])('%s of the tool %j is %j', (text, tool, call) => {
    expect(parseCall(text, tool)).toEqual(call);
  });
});

describe('the text of a policy', () => {
  test('says why there is no form', () => {
    expect(readText('{')).toMatchObject({ state: 'no-json' });
    expect(readText('{}')).toEqual({ state: 'misshapen' });
    const rules = [{ id: 'a' }];
    expect(readText(JSON.stringify({ ...BASE, toolPolicy: { ...BASE.toolPolicy, rules } }))).toEqual({
      state: 'misshapen',
    });
    expect(readText(textOf(BASE))).toEqual({ state: 'read', document: BASE });
  });

  test('is compared line by line, without a head', () => {
    const after = { ...BASE, modelPolicy: { ...BASE.modelPolicy, timeoutMs: 5_000 } };
    const { lines, added, removed } = policyDiff(BASE, after);
    expect([added, removed]).toEqual([1, 1]);
    expect(lines[0]?.kind).toBe('head');
    expect(lines.find(({ kind }) => kind === 'added')?.text).toContain('"timeoutMs": 5000');
  });
});
