/**
 * An export as Markdown. Whatever others wrote stands in a fence that is longer than any run of backticks in it, or, in a line of
 * ours, with each sign of punctuation escaped: nothing of it is read as Markdown or HTML, and it can be copied as it was.
 */
import type { Block, Entry } from './entries.ts';
import { shownLine, shownText } from './shown-text.ts';
import type { Words } from './words.ts';

type Colon = Pick<Words, 'colon'>;

export function markdownHead(title: string, facts: readonly [string, string][], words: Colon): string {
  return `# ${inline(title)}\n\n${facts.map((fact) => factLine(fact, words)).join('')}`;
}

export function markdownEntry({ heading, name, at, blocks }: Entry, words: Colon): string {
  const about = name === undefined ? '' : `${words.colon}${inline(name)}`;
  return `\n## ${heading}${about}\n\n*${at}*\n${blocks.map((block) => blockText(block, words)).join('')}`;
}

function blockText(block: Block, words: Colon): string {
  if ('facts' in block) return `\n${block.facts.map((fact) => factLine(fact, words)).join('')}`;
  return `\n${block.label === undefined ? '' : `${block.label}${words.colon.trim()}\n\n`}${fenced(block.text)}`;
}

function factLine([label, value]: readonly [string, string], { colon }: Colon): string {
  return `- ${label}${colon}${inline(value)}\n`;
}

/** CommonMark: any ASCII punctuation can be escaped, and is then itself. */
function inline(text: string): string {
  return shownLine(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** CommonMark: a fence is closed only by one that is at least as long. */
function fenced(text: string): string {
  const shown = shownText(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${shown}${shown.endsWith('\n') ? '' : '\n'}${fence}\n`;
}
