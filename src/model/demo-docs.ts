import { DEMO_COMMANDS, type DemoLanguage } from './demo-commands.ts';
import { INTRODUCTION } from './demo-words.ts';

/** docs/demo-model.md, from the command table. A test compares; `npm run docs` writes it. */
export function renderDemoDocs(): string {
  return `# The demo model

<!-- Generated from src/model/demo-commands.ts: change the table, not this page. -->

\`demo/scripted\` answers when no other model is configured. It is a script, not an AI: it follows the commands below, calls the
real tools through the real policy and approvals, and needs no key and no network. Its first answer in a session says so:

> ${INTRODUCTION.en}

> ${INTRODUCTION.zh}

## Commands

${table('en')}

## 命令

${table('zh')}

## Rules

- One command on a line. Lines run one after the other, each with tools in a step of its own; ${'` + `'} between two commands runs
  them in the same step: ${'`list + run date`'}.
- The word ends at a space, a colon (\`:\` or \`：\`) or the end of the line. English words may be in capitals.
- A path is one word; with spaces it stands in double quotes: \`read "my notes.md"\`.
- After the tools have answered, the last step sums up: how each call ended, and its first lines.
- A call that was denied, or whose outcome is unknown, is said to be so, and is not tried again.
- A message without a command gets this list, in Chinese when it holds Chinese characters, else in English.
- Nothing is remembered between calls: what comes next is read from the conversation, so a run goes on after a crash where it was.
`;
}

function table(language: DemoLanguage): string {
  const head = language === 'zh' ? ['命令', '作用', '示例'] : ['command', 'what it does', 'example'];
  const rows = DEMO_COMMANDS.map(({ word, takes, does, example }) => [
    `\`${`${word[language]} ${takes[language]}`.trim()}\``,
    does[language],
    `\`${example[language]}\``,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
