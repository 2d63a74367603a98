import { expect, test } from 'vitest';
import { parseCommand, secondsOf } from './arguments.ts';
import { RUN_OPTIONS } from './command-options.ts';
import { COMMANDS } from './commands.ts';
import { UsageError } from './exit-codes.ts';
import { parsePlace } from './gateway/enter-session.ts';
import { helpOf, overview } from './help.ts';

test.each([
  [['--bogus'], "Unknown option '--bogus'"],
  [['--timeout'], "Option '--timeout <value>' argument missing"],
  [['--json=yes'], "Option '--json' does not take an argument"],
  [['two', 'words'], '"words" is one word too many.'],
])('%j is refused, saying why', (args, message) => {
  expect(() => parseCommand(args, RUN_OPTIONS, 1)).toThrow(UsageError);
  expect(() => parseCommand(args, RUN_OPTIONS, 1)).toThrow(message);
});

test('options and words in any order; what follows -- is a word', () => {
  expect(parseCommand(['-q', 'hello', '--timeout', '5'], RUN_OPTIONS, 1)).toEqual({
    values: expect.objectContaining({ quiet: true, timeout: '5' }),
    words: ['hello'],
  });
  expect(parseCommand(['--', '--json'], RUN_OPTIONS, 1)).toMatchObject({ values: {}, words: ['--json'] });
});

test('a time is a number of seconds', () => {
  expect(secondsOf(undefined, 'timeout')).toBeUndefined();
  expect(secondsOf('0.5', 'timeout')).toBe(500);
  for (const text of ['', '0', '-1', 'soon', 'Infinity']) expect(() => secondsOf(text, 'timeout')).toThrow('--timeout');
});

test('what only a new session takes is refused for one that exists', () => {
  expect(() => parsePlace({ session: 's', model: 'a/b' })).toThrow('--model is for a new session');
  expect(() => parsePlace({ session: 's', folder: '.' })).toThrow('--folder is for a new session');
  expect(() => parsePlace({ mode: 'host' })).toThrow('--mode is local or cloud');
  expect(parsePlace({ session: 's' })).toEqual({ sessionId: 's' });
  expect(parsePlace({ folder: '/a/../b', mode: 'local' })).toEqual({
    folder: '/b',
    model: undefined,
    runtimeMode: 'local',
  });
});

test('every command is in the overview, and every option of it in its help', () => {
  for (const [name, command] of Object.entries(COMMANDS)) {
    expect(overview()).toContain(`  ${name} `);
    const help = helpOf(name, command);
    for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`);
  }
});
