import { expect, test } from 'vitest';
import { parseLine } from './line.ts';

test.each([
  ['', { kind: 'nothing' }],
  ['   \n ', { kind: 'nothing' }],
  ['hello', { kind: 'message', text: 'hello' }],
  ['  indented', { kind: 'message', text: '  indented' }],
  ['/etc/hosts: what is it?', { kind: 'message', text: '/etc/hosts: what is it?' }],
  ['/new', { kind: 'command', name: 'new', argument: '' }],
  [' /stop ', { kind: 'command', name: 'stop', argument: '' }],
  ['/model openai/gpt-5-mini', { kind: 'command', name: 'model', argument: 'openai/gpt-5-mini' }],
  ['/bogus', { kind: 'unclear', why: 'There is no command /bogus; /help lists them.' }],
  ['/constructor', { kind: 'unclear', why: 'There is no command /constructor; /help lists them.' }],
  ['/mode', { kind: 'unclear', why: '/mode <local|cloud>: say which.' }],
  ['/quit now', { kind: 'unclear', why: '/quit stands alone.' }],
])('%j', (text, line) => {
  expect(parseLine(text)).toEqual(line);
});
