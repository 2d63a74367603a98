import { expect, test } from 'vitest';
import { DEMO_COMMANDS } from './demo-commands.ts';
import { planDemo } from './demo-plan.ts';

const run = (command: string) => ({ kind: 'call', toolName: 'bash.exec', args: { command } });
const read = (path: string) => ({ kind: 'call', toolName: 'file.read', args: { path } });
const list = (path: string) => ({ kind: 'call', toolName: 'file.list', args: { path } });
const write = (path: string, content: string) => ({ kind: 'call', toolName: 'file.write', args: { path, content } });
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

test('every example of the table is understood in its language', () => {
  for (const { example } of DEMO_COMMANDS) {
    for (const language of ['en', 'zh'] as const) {
      const plan = planDemo(example[language]);
      expect(plan.language).toBe(language);
      expect(plan.steps.flatMap((step) => step.say).map((action) => action.kind)).not.toContain('unknown');
    }
  }
});
