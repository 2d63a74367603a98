import { describe, expect, test } from 'vitest';
import { dollarMath } from './dollar-math.ts';

describe('formulas', () => {
  test.each([
    ['Let $x_1$ be.', 'Let $$x_1$$ be.'],
    ['Let \\(a+b\\) be.', 'Let $$a+b$$ be.'],
    ['so \\[\na^2\n\\] end', 'so \n$$\na^2\n$$\n end'],
    ['$$ a $$', '\n$$\na\n$$\n'],
    ['a $$b$$ c', 'a $$b$$ c'],
    ['$$\na\n$$', '$$\na\n$$'],
    ['设 $x$，则', '设 $$x$$，则'],
  ])('%j is read as %j', (text, read) => {
    expect(dollarMath(text)).toBe(read);
  });

  test.each([
    'It costs $5 and $10.',
    'from $5-$10 a month',
    'US$3 or A$4',
    'echo $HOME and $PATH',
    '`$x$` and `\\(y\\)`',
    '```sh\necho $a$\n```',
    '~~~\n$x$\n~~~',
    'plain',
    'an open $$ one',
    '\\$a\\$',
    `$${'x'.repeat(3_000)}$`,
    `$$${'x'.repeat(3_000)}$$`,
    '$x$ '.repeat(100),
  ])('%j has none that is typeset', (text) => {
    expect(dollarMath(text)).toBeUndefined();
  });

  test('code beside a formula is left alone', () => {
    expect(dollarMath('$a$ `$b$` $c$')).toBe('$$a$$ `$b$` $$c$$');
  });

  test.each([
    ['dollars', '$a'.repeat(20_000)],
    ['brackets', '\\['.repeat(20_000)],
    ['blanks', `$$${' '.repeat(100_000)}`],
    ['ticks', '`$'.repeat(20_000)],
    ['fences', '```\n$'.repeat(10_000)],
  ])('%s without end are read in one go', (_what, text) => {
    expect(dollarMath(text)).toBeUndefined();
  });
});
