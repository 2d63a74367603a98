import { expect, test } from 'vitest';
import { subjectPath } from './subject-path.ts';

test.each([
  ['../token', '../token'],
  ['a/../../token', '../token'],
  ['/etc/./passwd', '/etc/passwd'],
  ['//etc//passwd', '/etc/passwd'],
  ['./.env', '.env'],
  ['src//../.env', '.env'],
  ['secrets/', 'secrets'],
  ['secrets/.', 'secrets'],
  ['./', '.'],
  ['a/..', '.'],
  ['/', '/'],
  ['a b/漢.ts', 'a b/漢.ts'],
])('a rule sees %j as %j, however it is spelt', (path, subject) => {
  expect(subjectPath(path)).toBe(subject);
});
