import { describe, expect, test } from 'vitest';
import { indentedJson, readHttpAnswer } from './http-answer.ts';
import { readSearchHits, splitAt } from './search-hits.ts';

describe('an answer over HTTP', () => {
  test('is status, headers and body', () => {
    const output = 'HTTP 200 OK\nredirected to: https://a.example/b\ncontent-type: application/json\n\n{"a":1}\n\nrest';
    expect(readHttpAnswer(output)).toEqual({
      status: 200,
      statusText: 'OK',
      headers: [
        ['redirected to', 'https://a.example/b'],
        ['content-type', 'application/json'],
      ],
      body: '{"a":1}\n\nrest',
    });
  });

  test('may have no body and no words', () => {
    expect(readHttpAnswer('HTTP 204')).toEqual({ status: 204, statusText: '', headers: [], body: '' });
  });

  test.each(['', 'nothing', 'HTTP OK', ' HTTP 200 OK'])('%j is none', (output) => {
    expect(readHttpAnswer(output)).toBeUndefined();
  });

  test('JSON is indented, and what is no JSON is left alone', () => {
    expect(indentedJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    for (const text of ['{"a":', 'plain', '"text"', `[${'1,'.repeat(150_000)}1]`])
      expect(indentedJson(text)).toBeUndefined();
  });
});

describe('search results', () => {
  test('are hits by file, and what was left out', () => {
    const output = 'src/a.ts:3: let a: 1;\nsrc/a.ts:9: b\nc.md:1: \n[the first 3 of 9 matches]';
    expect(readSearchHits(output)).toEqual({
      count: 3,
      notes: ['the first 3 of 9 matches'],
      files: [
        {
          path: 'src/a.ts',
          hits: [
            { line: 3, text: 'let a: 1;' },
            { line: 9, text: 'b' },
          ],
        },
        { path: 'c.md', hits: [{ line: 1, text: '' }] },
      ],
    });
  });

  test.each(['[no matches]', 'something else', 'a.ts:1: x\nstray'])('%j is shown as it is', (output) => {
    expect(readSearchHits(output)).toBeUndefined();
  });

  test('what was looked for is found again in its line', () => {
    expect(splitAt('aXbxc', 'x', true)).toEqual(['a', 'X', 'b', 'x', 'c']);
    expect(splitAt('aXbxc', 'x', false)).toEqual(['aXb', 'x', 'c']);
    expect(splitAt('İx', 'x', true)).toEqual(['İx']);
    expect(splitAt('abc', '', false)).toEqual(['abc']);
  });
});
