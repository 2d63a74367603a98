/**
 * An export as Markdown. Whatever others wrote stands in a fence that is longer than any run of backticks in it, or, in a line of
 * ours, with each sign of punctuation escaped: nothing of it is read as Markdown or HTML, and it can be copied as it was.
 */
import type { Block, Entry } from './entries.ts';
import { shownLine, shownText } from './shown-text.ts';

export function markdownHead(title: string, facts: readonly [string, string][]): string {
  return `# ${inline(title)}\n\n${facts.map(factLine).join('')}`;
}

export function markdownEntry({ heading, name, at, blocks }: Entry): string {
  const about = name === undefined ? '' : `: ${inline(name)}`;
  return `\n## ${heading}${about}\n\n*${at}*\n${blocks.map(blockText).join('')}`;
}

function blockText(block: Block): string {
  if ('facts' in block) return `\n${block.facts.map(factLine).join('')}`;
  return `\n${block.label === undefined ? '' : `${block.label}:\n\n`}${fenced(block.text)}`;
}

function factLine([label, value]: readonly [string, string]): string {
  return `- ${label}: ${inline(value)}\n`;
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
