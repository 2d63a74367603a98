import { expect, test } from 'vitest';
import { randomFrom } from '../../client/fold/journal.fixture.ts';
import { shellTokens } from './shell-tokens.ts';

const seen = (text: string) =>
  shellTokens(text)
    .filter((token) => token.kind !== 'plain')
    .map(({ kind, text: part }) => `${kind}:${part}`);

test('every character is shown, whatever the text is', () => {
  const below = randomFrom(7);
  const alphabet = [...`ab #'"$\`\\|&;()<>{}-=\n\t\r`.split(''), '中', '🙂', '\u202e', '$(', '&&', '\ud800'];
  for (let round = 0; round < 2_000; round += 1) {
    const text = Array.from({ length: below(40) }, () => alphabet[below(alphabet.length)] ?? '').join('');
    expect(
      shellTokens(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text);
  }
});

test('commands, flags, strings, variables and what joins them', () => {
  expect(seen('A=1 git log -n 3 "$x" | grep -v \'a b\' > out.txt && echo ${HOME}')).toEqual([
    'variable:A=1',
    'command:git',
    'flag:-n',
    'string:"$x"',
    'operator:|',
    'command:grep',
    'flag:-v',
    "string:'a b'",
    'operator:>',
    'operator:&&',
    'command:echo',
    'variable:${HOME}',
  ]);
});

test('a sign inside a word begins no comment', () => {
  expect(seen('echo a#b; rm x # gone')).toEqual(['command:echo', 'operator:;', 'command:rm', 'comment:# gone']);
});

test('a long text is read in one go', () => {
  const text = `${'"'.repeat(50_001)}${'$('.repeat(20_000)}`;
  expect(shellTokens(text).reduce((length, token) => length + token.text.length, 0)).toBe(text.length);
});
