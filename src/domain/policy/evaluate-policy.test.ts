import { describe, expect, test } from 'vitest';
import type { PolicyAction, PolicyDocument, PolicyRule } from '../../protocol/entities.ts';
import type { CallSubject } from '../run/tool-port.ts';
import { evaluatePolicy, neverPermitted } from './evaluate-policy.ts';
import type { JudgedCall } from './match-rule.ts';
import { DEFAULT_POLICY } from './policy-service.ts';

type Parts = {
  tools?: Record<string, PolicyAction>;
  rules?: PolicyRule[];
  allowHosts?: string[];
  access?: PolicyDocument['executionPolicy']['workspaceAccess'];
};

function policy({ tools = {}, rules = [], allowHosts = [], access = 'rw' }: Parts) {
  const document: PolicyDocument = {
    ...DEFAULT_POLICY,
    toolPolicy: { ...DEFAULT_POLICY.toolPolicy, tools, rules },
    executionPolicy: { ...DEFAULT_POLICY.executionPolicy, network: { allowHosts }, workspaceAccess: access },
  };
  return { version: 7, document };
}

const FOLDER = '/srv/app';
const call = (toolName: string, subject: Partial<CallSubject> = {}, more: Partial<JudgedCall> = {}): JudgedCall => ({
  toolName,
  subject: { effect: 'unknown', ...subject },
  folder: FOLDER,
  ...more,
});
const argv = (...words: string[]) => call('bash.exec', { argv: words });
const script = call('bash.exec', { script: true });
const file = (path: string, toolName = 'file.write') => call(toolName, { path });
const search = (path: string) => call('file.search', { path, tree: true, effect: 'read-only' });
const request = (method: string, host: string) => call('http.request', { method, host }, { reaches: 'network' });

let rules = 0;
const rule = (action: PolicyAction, tool: string, when: PolicyRule['when'] = {}): PolicyRule => {
  rules += 1;
  return { id: `r${rules}`, tool, when, action };
};
const judge = (parts: Parts, judged: JudgedCall) => evaluatePolicy(policy(parts), judged);

describe('by entries alone', () => {
  test('a tool that the policy does not name is denied', () => {
    const verdict = (tools: Parts['tools'], toolName: string) => judge({ tools: tools ?? {} }, call(toolName));
    expect(verdict({}, 'bash.exec')).toEqual({
      action: 'deny',
      ruleId: 'default',
      policyVersion: 7,
      reason: 'no entry of the policy names bash.exec',
    });
    expect(verdict({ 'file.*': 'allow' }, 'filex.read').action).toBe('deny');
    expect(verdict({ 'file.read': 'allow' }, 'file.reader').action).toBe('deny');
    expect(verdict({ 'a*b*c': 'allow' }, 'abbd').action).toBe('deny');
    expect(verdict({ 'ab*ba': 'allow' }, 'aba').action).toBe('deny');
    expect(verdict({}, '__proto__').action).toBe('deny');
    expect(verdict({}, 'constructor').action).toBe('deny');
  });

  test('the longest matching glob decides, whatever the order', () => {
    const tools: Parts['tools'] = { '*': 'allow', 'file.*': 'approval-required', 'file.write': 'deny' };
    const reversed = Object.fromEntries(Object.entries(tools).toReversed());
    for (const entries of [tools, reversed]) {
      expect(judge({ tools: entries }, call('file.write')).ruleId).toBe('tools:file.write');
      expect(judge({ tools: entries }, call('file.read')).ruleId).toBe('tools:file.*');
    }
    expect(judge({ tools: { 'a*b*c': 'allow' } }, call('axxbyyc')).action).toBe('allow');
  });
});

describe('a call is judged by the strictest rule that says it', () => {
  const { path, host, method, argv: words } = { path: 'x', host: 'x', method: 'GET', argv: ['x'] };
  const git = rule('allow', 'bash.exec', { argv: ['git', 'status'] });
  const remote = rule('allow', 'bash.exec', { argv: ['git', 'remote', '*', 'origin'] });
  const inSrc = rule('allow', 'file.*', { path: 'src/**' });
  const secrets = rule('deny', 'file.*', { path: 'secrets/**' });
  const env = rule('deny', '*', { path: '**/.env' });
  const below = rule('allow', 'http.request', { host: '*.example.com' });
  const exact = rule('allow', 'http.request', { host: 'example.com' });
  const NONE = 'no rule';

  test.each<[name: string, rule: PolicyRule, call: JudgedCall, matches: boolean]>([
    // Words.
    ['the words themselves', git, argv('git', 'status'), true],
    ['more words than the rule has', git, argv('git', 'status', '--short', '.'), true],
    ['fewer words than the rule has', git, argv('git'), false],
    ['another word', git, argv('git', 'push'), false],
    ['a word that only begins like it', git, argv('git', 'status-all'), false],
    ['the same words one later', git, argv('env', 'git', 'status'), false],
    ['the command by its path', git, argv('/usr/bin/git', 'status'), false],
    ['upper case', git, argv('GIT', 'status'), false],
    ['all words in one', git, argv('git status'), false],
    ['a list of commands as one word', git, argv('git status; rm -rf /'), false],
    ['a list of commands as one further word, which no shell reads', git, argv('git', 'status', '; rm -rf /'), true],
    ['an empty word between', git, argv('git', '', 'status'), false],
    ['a script with the same text', git, script, false],
    ['a call without words', git, file('git'), false],
    ['one word for the star', remote, argv('git', 'remote', 'add', 'origin'), true],
    ['no word for the star', remote, argv('git', 'remote', 'origin'), false],
    ['two words for the star', remote, argv('git', 'remote', 'set', 'url', 'origin'), false],
    ['no word for a star at the end', rule('allow', '*', { argv: ['git', '*'] }), argv('git'), false],
    ['an empty word for the star', remote, argv('git', 'remote', '', 'origin'), true],
    // Paths.
    ['a path below', inSrc, file('src/a/b.ts'), true],
    ['the directory itself', inSrc, file('src', 'file.list'), true],
    ['a path beside with the same beginning', inSrc, file('src2/a.ts'), false],
    ['a path with a slash twice', inSrc, file('src//a.ts'), true],
    ['a path with ./', inSrc, file('./src/./a.ts'), true],
    ['a path that leads out again', inSrc, file('src/../secrets/key'), false],
    ['a path that leads in', secrets, file('src/../secrets/key'), true],
    ['an absolute path below', secrets, file(`${FOLDER}/secrets/key`), true],
    ['an absolute path of another folder', inSrc, file('/srv/src/a.ts'), false],
    ['a path out of the folder and in again', secrets, file('../app/secrets/key'), true],
    ['a path out of the folder', rule('allow', 'file.*', { path: '**' }), file('../x'), false],
    ['another case', secrets, file('Secrets/key'), false],
    ['a star within a name', rule('allow', 'file.*', { path: 'src/*.ts' }), file('src/a.ts'), true],
    ['a star across names', rule('allow', 'file.*', { path: 'src/*.ts' }), file('src/a/b.ts'), false],
    ['two stars for no name', env, file('.env'), true],
    ['two stars for many names', env, file('a/b/c/.env'), true],
    ['two stars and another name', env, file('a/b/.env.example'), false],
    ['stars at both ends', rule('deny', '*', { path: '**/key/**' }), file('a/key/b/c'), true],
    ['an absolute pattern', rule('deny', '*', { path: '/srv/*pp/**' }), file('x'), true],
    ['an absolute pattern beside', rule('deny', '*', { path: '/srv/*pps/**' }), file('x'), false],
    ['the folder itself', rule('deny', '*', { path: '.' }), file('.', 'file.list'), true],
    ['the folder itself, written as nothing', rule('deny', '*', { path: '.' }), file('', 'file.list'), true],
    ['something in the folder', rule('deny', '*', { path: '.' }), file('a'), false],
    ['brackets, which are themselves', rule('allow', '*', { path: 'app/[id]/*' }), file('app/[id]/page.tsx'), true],
    ['brackets as a class, which they are not', rule('allow', '*', { path: 'app/[id]/*' }), file('app/i/p'), false],
    ['a script that names the path', secrets, script, false],
    // Whole trees.
    ['a search above what is denied', secrets, search('.'), true],
    ['a search of what is denied', secrets, search('secrets/old'), true],
    ['a search beside what is denied', secrets, search('src'), false],
    ['a search of all that is allowed', inSrc, search('src/a'), true],
    ['a search of more than is allowed', inSrc, search('.'), false],
    ['a search below one allowed path', rule('allow', 'file.*', { path: 'src' }), search('src'), false],
    ['a search where only some names are allowed', rule('allow', '*', { path: '**/*.ts' }), search('src'), false],
    ['a search under an absolute pattern', rule('deny', '*', { path: `${FOLDER}/secrets/key` }), search('.'), true],
    // Hosts and methods.
    ['the host', exact, request('GET', 'example.com'), true],
    ['the host in upper case', exact, request('GET', 'EXAMPLE.COM'), true],
    ['the host with a final dot', exact, request('GET', 'example.com.'), true],
    ['a host below, for the host alone', exact, request('GET', 'www.example.com'), false],
    ['a host below', below, request('POST', 'www.example.com'), true],
    ['a host far below', below, request('POST', 'a.b.c.example.com'), true],
    ['the host, for those below', below, request('GET', 'example.com'), false],
    ['a host that ends alike', below, request('GET', 'evilexample.com'), false],
    ['a host that begins alike', below, request('GET', 'www.example.com.evil.net'), false],
    ['nothing before the dot', below, request('GET', '.example.com'), false],
    [
      'a pattern in upper case with a final dot',
      rule('allow', '*', { host: 'EXAMPLE.com.' }),
      request('GET', 'example.com'),
      true,
    ],
    [
      'a pattern in another script',
      rule('deny', '*', { host: '*.bücher.example' }),
      request('GET', 'a.xn--bcher-kva.example'),
      true,
    ],
    [
      'a host in another script',
      rule('deny', '*', { host: 'xn--bcher-kva.example' }),
      request('GET', 'BÜCHER.example'),
      true,
    ],
    ['a host that looks alike in another script', exact, request('GET', 'ехample.com'), false],
    ['full-width letters of the same host', exact, request('GET', 'ｅｘａｍｐｌｅ．ｃｏｍ'), true],
    ['an address', rule('deny', '*', { host: '10.0.0.1' }), request('GET', '10.0.0.1'), true],
    [
      'an address of six in another spelling',
      rule('deny', '*', { host: '[2001:DB8:0::1]' }),
      request('GET', '2001:db8::1'),
      true,
    ],
    ['any host', rule('deny', '*', { host: '*' }), request('GET', '192.0.2.1'), true],
    ['any host, of a call without one', rule('deny', '*', { host: '*' }), script, false],
    ['the method in lower case', rule('deny', '*', { method: 'post' }), request('POST', 'example.com'), true],
    ['another method', rule('deny', '*', { method: 'POST' }), request('GET', 'example.com'), false],
    ['host and method', rule('allow', '*', { host, method }), request('GET', 'x'), true],
    ['the host and another method', rule('allow', '*', { host, method }), request('PUT', 'x'), false],
    // Conditions and tools.
    ['what the call has not', rule('deny', '*', { path, host }), file('x'), false],
    ['words, of a call with a path', rule('deny', '*', { argv: words }), file('x'), false],
    ['no condition at all', rule('deny', 'file.write'), file('x'), true],
    ['a glob of tools', rule('deny', 'file.*'), file('x', 'file.edit'), true],
    ['another tool', rule('deny', 'file.read'), file('x', 'file.reads'), false],
  ])('%s', (_name, only, judged, matches) => {
    const tools: Parts['tools'] = { '*': only.action === 'deny' ? 'allow' : 'deny' };
    const verdict = judge({ tools, rules: [only] }, judged);
    // Shell text under `*: allow` is asked about, which is not this table's matter.
    const decided = verdict.ruleId === only.id ? verdict : NONE;
    expect(decided).toEqual(
      matches
        ? { action: only.action, ruleId: only.id, policyVersion: 7, reason: `the rule ${only.id} says ${only.action}` }
        : NONE,
    );
  });

  test('without a session, a relative path matches relative patterns only', () => {
    const relative = call('file.read', { path: 'secrets/a' }, { folder: undefined });
    expect(judge({ tools: { '*': 'allow' }, rules: [secrets] }, relative).action).toBe('deny');
    const absolute = rule('deny', '*', { path: '/**' });
    expect(judge({ tools: { '*': 'allow' }, rules: [absolute] }, relative).action).toBe('allow');
    expect(
      judge({ tools: { '*': 'allow' }, rules: [absolute] }, { ...relative, subject: { effect: 'unknown', path: '/x' } })
        .action,
    ).toBe('deny');
  });

  test('of rules that overlap the strictest decides, in any order; of equals the first', () => {
    const [allow, ask, deny] = (['allow', 'approval-required', 'deny'] as const).map((action) =>
      rule(action, 'file.*', { path: 'src/**' }),
    );
    if (!allow || !ask || !deny) throw new Error('three rules');
    const orders = [
      [allow, ask, deny],
      [deny, ask, allow],
      [ask, deny, allow],
      [allow, deny, ask],
    ];
    for (const order of orders) expect(judge({ rules: order }, file('src/a')).ruleId).toBe(deny.id);
    expect(judge({ rules: [allow, ask] }, file('src/a')).ruleId).toBe(ask.id);
    const second = rule('deny', 'file.write');
    expect(judge({ rules: [second, deny] }, file('src/a')).ruleId).toBe(second.id);
    expect(judge({ rules: [deny, second] }, file('src/a')).ruleId).toBe(deny.id);
  });

  test('a rule beats every entry, in both directions', () => {
    expect(judge({ tools: { 'file.write': 'deny' }, rules: [inSrc] }, file('src/a')).action).toBe('allow');
    expect(judge({ tools: { 'file.write': 'deny' }, rules: [inSrc] }, file('b')).action).toBe('deny');
    expect(judge({ tools: { 'file.write': 'allow' }, rules: [secrets] }, file('secrets/a')).action).toBe('deny');
    const ask = rule('approval-required', 'file.*', { path: '**' });
    expect(judge({ tools: { 'file.write': 'allow' }, rules: [ask] }, file('a')).action).toBe('approval-required');
    expect(judge({ tools: { 'file.write': 'deny' }, rules: [ask] }, file('a')).action).toBe('approval-required');
  });

  test('the reason that the operator gave is the reason', () => {
    const why = { ...secrets, reason: 'keys stay where they are' };
    expect(judge({ rules: [why] }, file('secrets/a')).reason).toBe('keys stay where they are');
  });

  test('long paths and patterns are judged in no time that grows faster than they do together', () => {
    const pattern = `${'**/a*a*a*b/'.repeat(100)}end`;
    const path = `${'aaaaaaaaac/'.repeat(2_000)}end`;
    expect(judge({ rules: [rule('deny', '*', { path: pattern })] }, file(path)).ruleId).toBe('default');
  });
});

describe('shell text is always asked about', () => {
  const all = rule('allow', 'bash.exec');
  const shell = (...words: string[]) => argv(...words);

  test.each<[string, Parts]>([
    ['a rule that allows every call', { tools: { 'bash.exec': 'approval-required' }, rules: [all] }],
    ['a rule, where the entry denies', { tools: { 'bash.exec': 'deny' }, rules: [all] }],
    ['an entry for everything', { tools: { '*': 'allow' } }],
    ['an entry for a family', { tools: { 'bash.*': 'allow' } }],
    ['a glob as long as the name', { tools: { 'bash.exe*': 'allow' } }],
  ])('%s does not allow it', (_name, parts) => {
    for (const judged of [script, shell('bash', '-c', 'date')]) {
      expect(judge(parts, judged)).toMatchObject({
        action: 'approval-required',
        reason: expect.stringContaining('shell text is always asked about') as unknown,
      });
    }
    if (parts.tools?.['bash.exec'] !== 'approval-required') return;
    expect(judge(parts, argv('date')).action).toBe('allow');
  });

  test('an entry with the exact name allows it, also beside a rule that would', () => {
    const tools: Parts['tools'] = { 'bash.exec': 'allow' };
    expect(judge({ tools }, script)).toMatchObject({ action: 'allow', ruleId: 'tools:bash.exec' });
    expect(judge({ tools, rules: [all] }, script)).toMatchObject({ action: 'allow', ruleId: 'tools:bash.exec' });
  });

  test('a rule that denies or asks does so beside an entry that allows it', () => {
    const tools: Parts['tools'] = { 'bash.exec': 'allow' };
    const [deny, ask] = [rule('deny', 'bash.*'), rule('approval-required', 'bash.*')];
    expect(judge({ tools, rules: [deny] }, script)).toMatchObject({ action: 'deny', ruleId: deny.id });
    expect(judge({ tools, rules: [ask] }, script)).toMatchObject({ action: 'approval-required', ruleId: ask.id });
    // Of what words a script is made nobody has looked yet.
    expect(judge({ tools, rules: [rule('deny', '*', { argv: ['rm'] })] }, script).action).toBe('allow');
  });

  test.each([
    [['bash', '-c', 'x']],
    [['/bin/sh', '-c', 'x']],
    [['bash', '-ec', 'x']],
    [['bash', '-o', 'pipefail', '-c', 'x']],
    [['env', 'A=1', 'zsh', '-lc', 'x']],
    [['sudo', 'xargs', 'sh', '-c', 'x']],
    [['fish', '--command=x']],
    [['su', 'ann', '-c', 'x']],
  ])('words that hand a shell its text are shell text: %j', (words) => {
    const rules_ = [rule('allow', 'bash.exec', { argv: words.slice(0, 1) })];
    expect(judge({ rules: rules_ }, argv(...words)).action).toBe('approval-required');
  });

  test.each([[['bash', 'build.sh']], [['git', 'commit', '-c', 'HEAD']], [['ls', '/bin/bash', '-l']]])(
    'words that do not are words: %j',
    (words) => {
      expect(judge({ rules: [rule('allow', 'bash.exec', { argv: words.slice(0, 1) })] }, argv(...words)).action).toBe(
        'allow',
      );
    },
  );
});

describe('requests', () => {
  const tools: Parts['tools'] = { 'http.request': 'approval-required' };
  const allowHosts = ['api.example.com', '*.docs.example'];

  test.each<[string, string, PolicyAction]>([
    ['GET', 'api.example.com', 'allow'],
    ['HEAD', 'a.b.docs.example', 'allow'],
    ['GET', 'API.example.COM.', 'allow'],
    ['GET', 'docs.example', 'approval-required'],
    ['GET', 'api.example.com.evil.net', 'approval-required'],
    ['POST', 'api.example.com', 'approval-required'],
    ['DELETE', 'api.example.com', 'approval-required'],
    ['GET', '127.0.0.1', 'approval-required'],
  ])('%s %s with allowed hosts: %s', (method, host, action) => {
    const verdict = judge({ tools, allowHosts }, request(method, host));
    expect(verdict).toMatchObject({ action, ruleId: action === 'allow' ? 'network' : 'tools:http.request' });
  });

  test('allowed hosts ease what is asked about, never what is denied, and no rule', () => {
    const get = request('GET', 'api.example.com');
    expect(judge({ tools: { 'http.request': 'deny' }, allowHosts }, get).action).toBe('deny');
    expect(judge({ tools: {}, allowHosts }, get).ruleId).toBe('default');
    const ask = rule('approval-required', 'http.*', { host: '*.example.com' });
    expect(judge({ tools, allowHosts, rules: [ask] }, get)).toMatchObject({ ruleId: ask.id });
    expect(judge({ tools, allowHosts, rules: [rule('deny', 'http.*')] }, get).action).toBe('deny');
  });
});

describe('workspace access', () => {
  const tools: Parts['tools'] = { '*': 'allow' };
  const memory = (effect: CallSubject['effect']) => call('memory.x', { effect }, { reaches: 'memory' });
  const read = call('file.read', { effect: 'read-only', path: 'a' });

  test.each<[string, JudgedCall, PolicyAction, PolicyAction]>([
    ['a write', file('a'), 'deny', 'deny'],
    ['a command', argv('ls'), 'deny', 'deny'],
    ['a read', read, 'allow', 'deny'],
    ['a note to memory', memory('compare-and-set'), 'deny', 'deny'],
    ['a look into memory', memory('read-only'), 'allow', 'allow'],
    ['a request', request('POST', 'example.com'), 'allow', 'allow'],
    ['a tool that does not say what it reaches', call('later.tool'), 'deny', 'deny'],
  ])('%s', (_name, judged, readOnly, none) => {
    expect(judge({ tools }, judged).action).toBe('allow');
    expect(judge({ tools, access: 'ro' }, judged).action).toBe(readOnly);
    expect(judge({ tools, access: 'none' }, judged).action).toBe(none);
  });

  test('no rule allows more than it, and its name stands in the verdict', () => {
    expect(judge({ access: 'ro', rules: [rule('allow', 'file.*')] }, file('a'))).toMatchObject({
      action: 'deny',
      ruleId: 'workspace-access',
    });
    const deny = rule('deny', 'file.*');
    expect(judge({ access: 'ro', rules: [deny] }, file('a')).ruleId).toBe(deny.id);
  });
});

describe('a tool is never permitted', () => {
  const never = (parts: Parts, name: string, more: { effect?: CallSubject['effect']; reaches?: 'network' } = {}) =>
    neverPermitted(policy(parts), { name, effect: 'unknown', ...more });

  test('without an entry, unless a rule may allow or ask', () => {
    expect(never({}, 'bash.exec')).toBe(true);
    expect(never({ rules: [rule('deny', 'bash.exec', { argv: ['x'] })] }, 'bash.exec')).toBe(true);
    expect(never({ rules: [rule('allow', 'bash.*', { argv: ['x'] })] }, 'bash.exec')).toBe(false);
    expect(never({ rules: [rule('approval-required', 'bash.exec', { argv: ['x'] })] }, 'bash.exec')).toBe(false);
    expect(never({ rules: [rule('allow', 'file.*')] }, 'bash.exec')).toBe(true);
    expect(never({ tools: { '*': 'approval-required' } }, 'bash.exec')).toBe(false);
  });

  test('where a rule denies every call of it', () => {
    const allow = rule('allow', 'bash.exec', { argv: ['x'] });
    expect(never({ tools: { '*': 'allow' }, rules: [rule('deny', 'bash.*'), allow] }, 'bash.exec')).toBe(true);
    expect(never({ tools: { '*': 'allow' }, rules: [rule('deny', 'bash.*', { argv: ['x'] })] }, 'bash.exec')).toBe(
      false,
    );
  });

  test('beyond the workspace access', () => {
    const tools: Parts['tools'] = { '*': 'allow' };
    expect(never({ tools, access: 'ro' }, 'file.write')).toBe(true);
    expect(never({ tools, access: 'ro' }, 'file.read', { effect: 'read-only' })).toBe(false);
    expect(never({ tools, access: 'none' }, 'http.request', { reaches: 'network' })).toBe(false);
  });
});

test('the policy of a new home reads freely, asks before it changes or sends, and denies the rest', () => {
  const verdict = (toolName: string) => evaluatePolicy({ version: 1, document: DEFAULT_POLICY }, call(toolName)).action;
  expect(
    Object.fromEntries([...Object.keys(DEFAULT_POLICY.toolPolicy.tools), 'x.y'].map((name) => [name, verdict(name)])),
  ).toEqual({
    'bash.exec': 'approval-required',
    'file.read': 'allow',
    'file.list': 'allow',
    'file.search': 'allow',
    'file.write': 'approval-required',
    'file.edit': 'approval-required',
    'http.request': 'approval-required',
    'memory.get': 'allow',
    'memory.search': 'allow',
    'memory.append': 'allow',
    'x.y': 'deny',
  });
});
