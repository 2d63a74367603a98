import { describe, expect, test } from 'vitest';
import { METHOD_NAMES } from '../../../protocol/methods.ts';
import { commandsFor, completionsOf, readLine } from './commands.ts';

const all = commandsFor([...METHOD_NAMES, 'sessions.compact', 'sessions.export'], true);
const names = (methods: readonly string[], inSession = true) =>
  commandsFor(methods, inSession).map((command) => command.name);

describe('what a line means', () => {
  test.each(['/nonsense', '/usr/bin is full', '/ new', '/'])('%s is no command, and no message either', (text) => {
    expect(readLine(text, all).kind).toBe('unknown');
  });

  test.each(['/reset now', '/mode', '/mode moon', '/export pdf', '/new\nand more'])(
    '%s is not what it takes',
    (text) => {
      expect(readLine(text, all).kind).toBe('misused');
    },
  );

  test('two slashes are one slash of a message', () => {
    expect(readLine('//etc/hosts is wrong', all)).toEqual({ kind: 'message', text: '/etc/hosts is wrong' });
  });

  test.each([
    ['/mode cloud', { kind: 'command', name: 'mode', argument: 'cloud' }],
    ['/MODEL a/b ', { kind: 'command', name: 'model', argument: 'a/b' }],
    ['/stop', { kind: 'command', name: 'stop', argument: '' }],
    [' /stop', { kind: 'message', text: ' /stop' }],
    ['a /stop', { kind: 'message', text: 'a /stop' }],
  ])('%s', (text, line) => {
    expect(readLine(text, all)).toEqual(line);
  });
});

describe('the commands that are offered', () => {
  test('a command whose method the gateway does not have is not there', () => {
    expect(names([])).toEqual(['new', 'help']);
    expect(names(METHOD_NAMES)).not.toContain('compact');
    expect(names([...METHOD_NAMES, 'sessions.compact'])).toContain('compact');
  });

  test('before there is a session, nothing can be done to it', () => {
    expect(names([...METHOD_NAMES, 'sessions.export'], false)).toEqual(['new', 'model', 'mode', 'memory', 'help']);
  });
});

describe('completion', () => {
  const texts = (text: string) => completionsOf(text, all).map((completion) => completion.text);

  test.each(['', 'hello', '//', '/nonsense', '/new now', '/mode cloud now', '/mode\n'])('%j has none', (text) => {
    expect(texts(text)).toEqual([]);
  });

  test('by the beginning of the name, then by what follows', () => {
    expect(texts('/')).toHaveLength(all.length);
    expect(completionsOf('/mod', all)).toEqual([
      { text: '/model', name: 'model', whole: true },
      { text: '/mode ', name: 'mode', whole: false },
    ]);
    expect(texts('/mode ')).toEqual(['/mode local', '/mode cloud']);
    expect(texts('/export h')).toEqual(['/export html']);
  });
});
