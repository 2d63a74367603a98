import { z } from 'zod';
import { MemoryPath } from '../protocol/memory-path.ts';
import { defineTool } from './define-tool.ts';

/**
 * `memory.append`: notes something for later. Bound to the file as it was when the call was prepared, so that a call that runs
 * again after a crash finds its own text and does not add it twice. Source: architecture.md §4 and §6.
 */
export const memoryAppend = defineTool({
  name: 'memory.append',
  description:
    'Adds text to memory, on lines of its own: to the file of today, or to MEMORY.md for what should be known for long ' +
    '(preferences, decisions, facts about people and projects). Nothing that is there is changed. Never note secrets.',
  risk: 'low',
  effect: 'compare-and-set',
  reaches: 'memory',
  params: z.strictObject({
    text: z
      .string()
      .min(1)
      .max(20_000)
      .describe('Markdown. Short lines that say what is meant without this conversation.'),
    path: MemoryPath.optional().describe('MEMORY.md or memory/YYYY-MM-DD.md; the file of today when left out.'),
  }),
  examples: [{ text: 'The tests run with `node --test`.', path: 'MEMORY.md' }],
  binding: z.strictObject({
    path: MemoryPath.describe('Decided once: a call that runs after midnight still belongs to its day.'),
    hash: z.string().describe('SHA-256 of the content that is added to, or `absent`.'),
    bytes: z.int().nonnegative().describe('Its length.'),
  }),

  async prepare({ path, text }, { scope, folder, mode }, { memory }) {
    const file = path ?? memory.today();
    const { hash, bytes } = await memory.read(scope, file);
    return {
      display: { kind: 'call', summary: `Add to ${file}:\n${text}`, cwd: folder, mode },
      binding: { path: file, hash, bytes },
    };
  },

  async run({ args: { text }, binding: { path, hash, bytes } }, { scope }, { memory }) {
    await memory.appendOnce(scope, path, text, { hash, bytes });
    return { status: 'success', output: `Added to ${path}.` };
  },
});
