import { expect, test } from 'vitest';
import { snippetOf } from './snippet.ts';
import { phrasesOf } from './terms.ts';

function look(text: string, query: string): { snippet: string; found: string[] } {
  const { snippet, ranges } = snippetOf(text, phrasesOf(query), { from: 0, to: text.length });
  return { snippet, found: ranges.map(([start, end]) => snippet.slice(start, end)) };
}

test('a short text is its own snippet, with every place of every phrase', () => {
  expect(look('Deploy the deployer with docker', 'deploy docker')).toEqual({
    snippet: 'Deploy the deployer with docker',
    found: ['Deploy', 'deployer', 'docker'],
  });
});

test.each([
  ['two characters', '我的猫咪不吃饭', '猫咪', ['猫咪']],
  ['one character', '我的猫咪和猫', '猫', ['猫', '猫']],
  ['a row of characters', '去北京大学读书', '北京大学', ['北京大学']],
  ['a phrase over a sign', 'edit src/foo-bar.ts now', 'foo-bar.ts', ['foo-bar.ts']],
  ['a word with marks', 'the cafe\u0301 is', 'café', ['cafe\u0301']],
  ['wide letters', 'ＡＢＣ', 'abc', ['ＡＢＣ']],
  ['phrases that overlap, as one', '北京大学', '北京大 京大学', ['北京大学']],
])('%s: exactly that is marked', (_name, text, query, found) => {
  expect(look(text, query).found).toEqual(found);
});

test('only the text around is shown, between words, and ranges are those of the snippet', () => {
  const { snippet, found } = look(`${'before '.repeat(100)}needle ${'after '.repeat(100)}`, 'needle');
  expect(snippet).toMatch(/^…before .*needle after.*…$/);
  expect(snippet.length).toBeLessThan(170);
  expect(found).toEqual(['needle']);
});

test('the place where most of the query is, is shown', () => {
  const far = `alpha ${'x '.repeat(300)}`;
  expect(look(`${far}alpha beta`, 'alpha beta').found).toEqual(['alpha', 'beta']);
});

test('it is one line, whatever the text has in it', () => {
  expect(look('  one\r\n\ttwo\u0000\u001b[31m three  ', 'three').snippet).toBe('one two [31m three');
});

test('no character is cut in half, nor a family of them', () => {
  const family = '👨‍👩‍👧‍👦';
  const { snippet, found } = look(`${family.repeat(40)}needle${family.repeat(40)}`, 'needle');
  expect(found).toEqual(['needle']);
  expect(snippet.replaceAll(family, '')).toBe('…needle…');
});

test('half a character is replaced, and moves no range', () => {
  expect(look('\ud800 needle \udc00', 'needle')).toEqual({ snippet: '\ufffd needle \ufffd', found: ['needle'] });
});

test('only the stretch that was found is looked at', () => {
  const text = `needle ${'x '.repeat(200)}needle`;
  const { snippet, ranges } = snippetOf(text, phrasesOf('needle'), { from: 400, to: text.length });
  expect(snippet.startsWith('…')).toBe(true);
  expect(ranges.map(([start, end]) => snippet.slice(start, end))).toEqual(['needle']);
  expect(ranges[0]?.[1]).toBe(snippet.length);
});
