import { expect, test } from 'vitest';
import type { PolicyRule } from '../../protocol/entities.ts';
import { policyProblem } from './check-policy.ts';
import { DEFAULT_POLICY } from './policy-service.ts';

const RULE: PolicyRule = { id: 'r', tool: 'file.write', when: {}, action: 'deny' };
const problemOf = (...rules: Partial<PolicyRule>[]) =>
  policyProblem({
    ...DEFAULT_POLICY,
    toolPolicy: { ...DEFAULT_POLICY.toolPolicy, rules: rules.map((rule) => ({ ...RULE, ...rule })) },
  });
const hostsProblem = (...allowHosts: string[]) =>
  policyProblem({ ...DEFAULT_POLICY, executionPolicy: { ...DEFAULT_POLICY.executionPolicy, network: { allowHosts } } });

test.each<[string, Partial<PolicyRule>, RegExp]>([
  ['an id of ours', { id: 'default' }, /rules\.0\.id: default is what verdicts say/],
  ['the id of an entry', { id: 'tools:bash.exec' }, /\.id: tools:/],
  ['the id of the allowed hosts', { id: 'network' }, /\.id: network/],
  ['an id with a space at its end', { id: 'a ' }, /\.id: without spaces/],
  ['an id with a hidden character', { id: 'a\u200Bb' }, /\.id: without spaces at its ends and hidden/],
  ['an id that goes on', { id: 'a'.repeat(101) }, /\.id: at most 100/],
  ['a tool that goes on', { tool: 'a'.repeat(101) }, /\.tool: at most 100/],
  ['a reason that goes on', { reason: 'a'.repeat(501) }, /\.reason: at most 500/],
  ['no words', { when: { argv: [] } }, /when\.argv: no words/],
  ['an empty command', { when: { argv: [''] } }, /when\.argv: a command has a name/],
  [
    'a glob within a word',
    { when: { argv: ['git', 'push*'] } },
    /when\.argv: `\*` stands for one whole word: `push\*`/,
  ],
  ['a word with a NUL', { when: { argv: ['a\0'] } }, /when\.argv: a word holds no NUL/],
  ['many words', { when: { argv: Array(101).fill('a') } }, /when\.argv: at most 100 words/],
  ['no path', { when: { path: '' } }, /when\.path: a path is missing/],
  ['a path that leads up', { when: { path: '../x' } }, /when\.path: .*`\.\.`/],
  ['a path that leads up in its middle', { when: { path: '/a/../b' } }, /when\.path: .*`\.\.`/],
  ['a path with ./', { when: { path: './src/**' } }, /when\.path: .*leave them out/],
  ['a path with //', { when: { path: 'src//a' } }, /when\.path: .*leave them out/],
  ['a path with // first', { when: { path: '//etc' } }, /when\.path: .*leave them out/],
  ['a path that ends in a slash', { when: { path: 'src/' } }, /when\.path: .*write `src\/\*\*`/],
  ['two stars within a name', { when: { path: 'src/**.ts' } }, /when\.path: `\*\*` stands for whole names/],
  ['a path with a NUL', { when: { path: 'a\0' } }, /when\.path: .*NUL/],
  ['no host', { when: { host: '' } }, /when\.host: a host is missing/],
  ['a URL', { when: { host: 'https://example.com' } }, /when\.host: only a host/],
  ['a host with a port', { when: { host: 'example.com:443' } }, /when\.host: only a host: without a port/],
  ['a host with a path', { when: { host: 'example.com/a' } }, /when\.host: only a host/],
  ['a host with a user', { when: { host: 'ann@example.com' } }, /when\.host: only a host/],
  ['a host with a space', { when: { host: 'example .com' } }, /when\.host: only a host/],
  ['a star that reaches across a name', { when: { host: '*example.com' } }, /when\.host: `\*` stands alone/],
  ['a star at the end', { when: { host: 'example.*' } }, /when\.host: `\*` stands alone/],
  ['a star within', { when: { host: 'a.*.example.com' } }, /when\.host: `\*` stands alone/],
  ['nothing after the star', { when: { host: '*.' } }, /when\.host: this is no host/],
  ['an empty label', { when: { host: 'a..example.com' } }, /when\.host: this is no host/],
  ['a host that begins with a dot', { when: { host: '.example.com' } }, /when\.host: this is no host/],
  [
    'an address in another spelling',
    { when: { host: '0x7f.1' } },
    /when\.host: that address is written `127\.0\.0\.1`/,
  ],
  ['a family of addresses', { when: { host: '*.0.0.1' } }, /when\.host: /],
  ['six with a port', { when: { host: '[::1]:80' } }, /when\.host: only a host: without a port/],
  ['a method that is none', { when: { method: 'GET,POST' } }, /when\.method: one method/],
  ['any method', { when: { method: '*' } }, /when\.method: one method/],
])('a rule with %s is refused', (_name, rule, problem) => {
  expect(problemOf(rule)).toMatch(problem);
});

test('two rules with one id are refused, the second named', () => {
  expect(problemOf({}, { id: 's' }, { tool: 'x' })).toBe('toolPolicy.rules.2.id: another rule has it already');
});

test('allowed hosts are checked as those of rules', () => {
  expect(hostsProblem('example.com', 'https://example.com')).toMatch(
    /^executionPolicy\.network\.allowHosts\.1: only a/,
  );
});

test('what can match is kept', () => {
  const whens: PolicyRule['when'][] = [
    {},
    { argv: ['git', '*', ''] },
    { argv: ['a b', '--x=y'] },
    { path: '.' },
    { path: '/' },
    { path: '**' },
    { path: '/etc/**/*.conf' },
    { path: 'app/[id]/..env' },
    { host: '*' },
    { host: '*.example.com.' },
    { host: 'BÜCHER.example' },
    { host: '10.0.0.1' },
    { host: '[2001:db8::1]' },
    { host: '2001:db8::1' },
    { host: 'my_host' },
    { host: 'localhost', method: 'post' },
  ];
  expect(problemOf(...whens.map((when, n) => ({ id: `规则 ${n}`, when, reason: 'x' })))).toBeUndefined();
  expect(hostsProblem('*', '*.example.com', 'example.com')).toBeUndefined();
});
