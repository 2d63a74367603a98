import { describe, expect, test } from 'vitest';
import { phrasesOf, termsOf } from './terms.ts';

const words = (text: string) => termsOf(text).map((term) => term.text);

describe('termsOf', () => {
  test.each([
    ['words in any case', 'Hello, WORLD', ['hello', 'world']],
    ['paths and names at their signs', 'src/foo_bar-2.ts', ['src', 'foo', 'bar', '2', 'ts']],
    ['wide and joined letters as their plain ones', 'ＡＢＣ oﬃce', ['abc', 'office']],
    ['letters with their marks, however they are stored', 'cafe\u0301 café', ['café', 'café']],
    ['characters in pairs, the last of a run alone', '北京大学', ['北京', '京大', '大学', '学']],
    ['runs apart', '我用iPhone，好', ['我用', '用', 'iphone', '好']],
    ['kana, hangul and thai as characters', 'カー 한글 ไทย', ['カー', 'ー', '한글', '글', 'ไท', 'ทย', 'ย']],
    ['characters outside the first plane', '𠮷野家', ['𠮷野', '野家', '家']],
    ['nothing where there is no word', '👍 ... \u0000 \ud800 ❤️', []],
  ])('takes %s', (_name, text, terms) => {
    expect(words(text)).toEqual(terms);
  });

  test('says where each is, of a pair where its first character is', () => {
    expect(termsOf('a 猫咪').map(({ start, end, kind }) => [start, end, kind])).toEqual([
      [0, 1, 'word'],
      [2, 3, 'pair'],
      [3, 4, 'single'],
    ]);
  });

  test('cuts a word without an end', () => {
    expect(words(`${'x'.repeat(100_000)} y`)).toEqual(['x'.repeat(64), 'y']);
  });
});

describe('phrasesOf', () => {
  const phrase = (terms: string[], prefix: boolean) => ({ kind: 'terms', terms, prefix });

  test.each([
    ['words by their beginning', 'deploy Docker', [phrase(['deploy'], true), phrase(['docker'], true)]],
    ['a short word whole', 'go', [phrase(['go'], false)]],
    ['what stands together as a phrase', 'foo_bar/baz', [phrase(['foo', 'bar', 'baz'], true)]],
    [
      'quotes as a phrase of whole words',
      '"blue green" red',
      [phrase(['blue', 'green'], false), phrase(['red'], true)],
    ],
    ['a quote that is not closed as text', 'say "hello', [phrase(['say'], true), phrase(['hello'], true)]],
    ['two characters as their pair', '猫咪', [phrase(['猫咪'], false)]],
    ['more characters as pairs in a row', '北京大学', [phrase(['北京', '京大', '大学'], false)]],
    ['one character wherever it stands', '猫', [{ kind: 'character', character: '猫' }]],
    ['one character in quotes no other', '"猫"', [{ kind: 'character', character: '猫' }]],
    ['a character behind a word by its beginning', 'iphone手', [phrase(['iphone', '手'], true)]],
    ['a character before a word as it stands there', '用iphone', [phrase(['用', 'iphone'], true)]],
    [
      'operators as words',
      'cats OR NOT dogs*',
      [phrase(['cats'], true), phrase(['or'], false), phrase(['not'], true), phrase(['dogs'], true)],
    ],
    ['nothing where there is no word', '*** "" \u0000 👍 \ud800', []],
  ])('takes %s', (_name, query, phrases) => {
    expect(phrasesOf(query)).toEqual(phrases);
  });
});
