import { expect, test } from 'vitest';
import { EXPORT_WORDS } from './words.ts';

const { en, 'zh-CN': zhCN } = EXPORT_WORDS;

test('both languages have the same words, each says something, and none is left in English', () => {
  expect(Object.keys(zhCN)).toEqual(Object.keys(en));
  for (const [key, word] of Object.entries(en)) if (typeof word === 'string') expect(word.trim(), key).not.toBe('');
  const chinese = Object.values(zhCN).filter((word) => typeof word === 'string');
  for (const word of [...chinese, zhCN.bytes(1), zhCN.milliseconds(1), zhCN.inAndOut(1, 2), zhCN.fromTo('1', '2')]) {
    expect(word).toMatch(/^[\p{Script=Han}\d ，：]+$/u);
  }
});

test.each([en, zhCN])('what is put into a word is in it, in the same order', (words) => {
  expect(words.inAndOut(12, 34)).toMatch(/12.*34/);
  expect(words.fromTo('local', 'cloud')).toMatch(/local.*cloud/);
  expect(words.bytes(7)).toContain('7');
  expect(words.milliseconds(8)).toContain('8');
});
