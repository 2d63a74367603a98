import { expect, test } from 'vitest';
import { DEMO_COMMANDS } from './demo-commands.ts';
import { planDemo } from './demo-plan.ts';

const run = (command: string) => ({ kind: 'call', toolName: 'bash.exec', args: { command } });
const read = (path: string) => ({ kind: 'call', toolName: 'file.read', args: { path } });
const list = (path: string) => ({ kind: 'call', toolName: 'file.list', args: { path } });
const write = (path: string, content: string) => ({ kind: 'call', toolName: 'file.write', args: { path, content } });
const exec = (...argv: string[]) => ({ kind: 'call', toolName: 'bash.exec', args: { argv } });
const search = (args: object) => ({ kind: 'call', toolName: 'file.search', args });
const edit = (path: string, oldText: string, newText: string) => ({
  kind: 'call',
  toolName: 'file.edit',
  args: { path, edits: [{ oldText, newText }] },
});
const request = (args: object) => ({ kind: 'call', toolName: 'http.request', args });
const memory = (name: string, args: object) => ({ kind: 'call', toolName: `memory.${name}`, args });
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };
const END = { say: [], calls: [] };

test.each([
  'hello there',
  'read the docs please',
  'list all my files',
  'write me a poem: about cats',
  'stream of thought',
  'stream 0',
  'stream 100001',
  'run',
  'read',
  'failing',
  'fail the build',
  'runaway',
  '运行失败怎么办',
  '列出所有 的文件',
  'search for the bug please',
  'search "no end',
  'exec',
  'exec "no end',
  'exec "" x',
  'edit the file please',
  'edit a.txt: no arrow',
  'edit a.txt: a=>b',
  'edit a.txt: => b',
  'edit a.txt: a => b => c',
  'get milk',
  'get ftp://example.com/',
  'get https://example.com/ and more',
  'post https://example.com/',
  'post a letter: dear',
  'remember',
  'recall',
  'memory leak in my program',
  '修改一下 这个',
  '获取 网页',
])('“%s” is not taken for a command', (text) => {
  expect(planDemo(text).steps).toEqual([{ say: [{ kind: 'unknown', text }], calls: [] }]);
});

test.each([
  ['run ls -la | wc -l', 'en', run('ls -la | wc -l')],
  ['RUN: ls', 'en', run('ls')],
  ['运行 ls -la', 'zh', run('ls -la')],
  ['运行：ls', 'zh', run('ls')],
  ['run echo 你好', 'en', run('echo 你好')],
  ['run expr 1 + 2', 'en', run('expr 1 + 2')],
  ['read src/a.ts', 'en', read('src/a.ts')],
  ['read "my notes.md"', 'en', read('my notes.md')],
  ['读取 说明.md', 'zh', read('说明.md')],
  ['list', 'en', list('.')],
  ['列出', 'zh', list('.')],
  ['list src', 'en', list('src')],
  ['write a.txt: hello: you', 'en', write('a.txt', 'hello: you\n')],
  ['write "a b.txt": hello', 'en', write('a b.txt', 'hello\n')],
  ['写入 a.txt：你好', 'zh', write('a.txt', '你好\n')],
  ['写入 a.txt: 你好', 'zh', write('a.txt', '你好\n')],
  ['exec node --test', 'en', exec('node', '--test')],
  ['exec grep "two words" --x="a b" ""', 'en', exec('grep', 'two words', '--x=a b', '')],
  ['执行 node --test', 'zh', exec('node', '--test')],
  ['search TODO', 'en', search({ pattern: 'TODO' })],
  ['search "return a" in src', 'en', search({ pattern: 'return a', path: 'src' })],
  ['search in in "my files"', 'en', search({ pattern: 'in', path: 'my files' })],
  ['search /f(oo|/)+/ in src', 'en', search({ pattern: 'f(oo|/)+', regex: true, path: 'src' })],
  ['搜索 "return a" 在 src', 'zh', search({ pattern: 'return a', path: 'src' })],
  ['搜索 待办', 'zh', search({ pattern: '待办' })],
  ['edit a.txt: a - b => a + b', 'en', edit('a.txt', 'a - b', 'a + b')],
  ['edit "a b.txt": key: 1 => key: 2', 'en', edit('a b.txt', 'key: 1', 'key: 2')],
  ['edit a.ts: () => 1 → () => 2', 'en', edit('a.ts', '() => 1', '() => 2')],
  ['edit a.txt: gone =>', 'en', edit('a.txt', 'gone', '')],
  ['修改 a.txt：牛奶 => 燕麦奶', 'zh', edit('a.txt', '牛奶', '燕麦奶')],
  ['get https://example.com/a?b=c:d', 'en', request({ method: 'GET', url: 'https://example.com/a?b=c:d' })],
  ['获取 https://example.com/', 'zh', request({ method: 'GET', url: 'https://example.com/' })],
  [
    'post http://example.com:8080/a: {"b": 1}',
    'en',
    request({ method: 'POST', url: 'http://example.com:8080/a', headers: JSON_TYPE, body: '{"b": 1}' }),
  ],
  [
    '提交 https://example.com/：你好',
    'zh',
    request({ method: 'POST', url: 'https://example.com/', headers: TEXT, body: '你好' }),
  ],
  ['remember to buy milk', 'en', memory('append', { text: 'to buy milk' })],
  ['记住：买牛奶', 'zh', memory('append', { text: '买牛奶' })],
  ['recall milk', 'en', memory('search', { query: 'milk' })],
  ['回忆 牛奶', 'zh', memory('search', { query: '牛奶' })],
  ['memory', 'en', memory('get', { path: 'MEMORY.md' })],
  ['记忆 memory/2026-01-02.md', 'zh', memory('get', { path: 'memory/2026-01-02.md' })],
])('“%s” is one call and then the answer', (text, language, call) => {
  expect(planDemo(text)).toEqual({ language, steps: [{ say: [], calls: [call] }, END] });
});

test.each([
  ['stream 20', { kind: 'stream', tokens: 20, fast: false }],
  ['输出 20 快速', { kind: 'stream', tokens: 20, fast: true }],
  ['stream 20 FAST', { kind: 'stream', tokens: 20, fast: true }],
  ['think about lunch', { kind: 'think', about: 'lunch' }],
  ['思考 午饭', { kind: 'think', about: '午饭' }],
  ['fail', { kind: 'fail' }],
  ['失败', { kind: 'fail' }],
  ['help me', { kind: 'help' }],
  ['帮助', { kind: 'help' }],
])('“%s” is an answer without tools', (text, action) => {
  expect(planDemo(text).steps).toEqual([{ say: [action], calls: [] }]);
});

test('lines are steps, a plus joins commands in one, and what is only said goes before the next tools', () => {
  expect(planDemo('think a\r\nlist + run date + read x\n\nstream 3\nrun ls\nfail').steps).toEqual([
    { say: [{ kind: 'think', about: 'a' }], calls: [list('.'), run('date'), read('x')] },
    { say: [{ kind: 'stream', tokens: 3, fast: false }], calls: [run('ls')] },
    { say: [{ kind: 'fail' }], calls: [] },
  ]);
});

test('below write, lines that are no commands are its content', () => {
  expect(planDemo('write a.md: # A\n\n- one\n  two\n\nrun cat a.md').steps).toEqual([
    { say: [], calls: [write('a.md', '# A\n\n- one\n  two\n')] },
    { say: [], calls: [run('cat a.md')] },
    END,
  ]);
});

test('a line below write that begins with the word of a command, but is none, is content', () => {
  expect(planDemo('write a.md: shopping\nget milk\nmemory cards, two\nlist').steps).toEqual([
    { say: [], calls: [write('a.md', 'shopping\nget milk\nmemory cards, two\n')] },
    { say: [], calls: [list('.')] },
    END,
  ]);
});

test('one message can find a bug, mend it, test it, publish it and remember it', () => {
  const task = [
    'search "a - b" in src',
    'edit src/add.js: a - b => a + b',
    'run node --test + exec git diff',
    'remember add() subtracted',
  ];
  expect(planDemo(task.join('\n')).steps.map(({ calls }) => calls)).toEqual([
    [search({ pattern: 'a - b', path: 'src' })],
    [edit('src/add.js', 'a - b', 'a + b')],
    [run('node --test'), exec('git', 'diff')],
    [memory('append', { text: 'add() subtracted' })],
    [],
  ]);
});

test('every example of the table is understood in its language', () => {
  for (const { example } of DEMO_COMMANDS) {
    for (const language of ['en', 'zh'] as const) {
      const plan = planDemo(example[language]);
      expect(plan.language).toBe(language);
      expect(plan.steps.flatMap((step) => step.say).map((action) => action.kind)).not.toContain('unknown');
    }
  }
});
