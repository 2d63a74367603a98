import { readdirSync, readFileSync } from 'node:fs';
import { en } from '../../ui/i18n/en.ts';
import { SHORTCUTS } from '../../ui/shortcuts.ts';
import { PROMISES, taggedTests } from './browser-tests.ts';

const GUIDE = new URL('./ui-guide.md', import.meta.url);
const THEME = new URL('../../ui/theme.css', import.meta.url);
const PRIMITIVES = new URL('../../ui/primitives/', import.meta.url);

/** docs/ui.md: how the pages are made, with the colours, the parts and the keys as the code has them. */
export function renderUiDocs(): string {
  return [
    '# The pages',
    '',
    '<!-- Written by `npm run docs` from src/cli/docs/ui-guide.md, src/ui/theme.css, src/ui/primitives, src/ui/shortcuts.ts and e2e: edit those. -->',
    '',
    readFileSync(GUIDE, 'utf8').trim(),
    '',
    '## Colours',
    '',
    'By what they are for; components use no raw values (`src/ui/theme.css`). Text on its surface reaches WCAG AA in both themes.',
    '',
    '| token | light | dark |',
    '|---|---|---|',
    ...colours().map(([name, light, dark]) => `| \`${name}\` | \`${light}\` | \`${dark}\` |`),
    '',
    '## Parts',
    '',
    'Over Radix, in `src/ui/primitives`. A page uses these and makes no private twin.',
    '',
    '| part | what it is |',
    '|---|---|',
    ...parts().map(([name, text]) => `| \`${name}\` | ${text} |`),
    '',
    '## Keys',
    '',
    '`?` shows them on the page. `Mod` is Ctrl, on a Mac Cmd. Keys of one character can be turned off there and in the settings.',
    '',
    '| where | key | does |',
    '|---|---|---|',
    ...keys(),
    '',
    '## What browser tests hold',
    '',
    'Each in Chromium against the production build (`e2e/`). A row alone: `npx playwright test --grep "@webchat-5\\b"`.',
    '',
    '| tag | what is promised | tests |',
    '|---|---|---|',
    ...promises(),
    '',
  ].join('\n');
}

/** The colours that stand for a purpose; those of terminals and highlighted code are many and have theirs in their names. */
function colours(): [name: string, light: string, dark: string][] {
  const css = readFileSync(THEME, 'utf8');
  const of = (selector: string): Map<string, string> => {
    const block = css.slice(css.indexOf(selector)).split('}')[0] ?? '';
    return new Map([...block.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', value = '']) => [name, value]));
  };
  const dark = of('[data-theme="dark"] {');
  return [...of(':root {')]
    .filter(([name]) => !/^(ansi|code)-/.test(name))
    .map(([name, value]) => [name, value, dark.get(name) ?? value]);
}

/** The exported components that say what they are. */
function parts(): [name: string, text: string][] {
  return readdirSync(PRIMITIVES)
    .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
    .toSorted()
    .flatMap((file) => [
      ...readFileSync(new URL(file, PRIMITIVES), 'utf8').matchAll(/\/\*\* ([^\n]*) \*\/\nexport function (\w+)/g),
    ])
    .map(([, text = '', name = '']) => [name, text]);
}

function keys(): string[] {
  const { groups, names } = en.shortcuts;
  const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = names;
  return Object.entries(SHORTCUTS).flatMap(([group, bound]) =>
    Object.entries(bound).map(([name, combos]) => {
      const where: Readonly<Record<string, string>> = groups;
      return `| ${where[group]} | ${combos.map((combo: string) => `\`${combo}\``).join(' ')} | ${texts[group]?.[name]} |`;
    }),
  );
}

function promises(): string[] {
  const tests = taggedTests();
  return Object.entries(PROMISES).map(([tag, text]) => {
    const titles = tests.filter(({ tags }) => tags.includes(tag)).map(({ title, file }) => `${title} (${file})`);
    return `| \`${tag.slice(1)}\` | ${text} | ${titles.join('<br>')} |`;
  });
}
