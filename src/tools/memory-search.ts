import { z } from 'zod';
import { defineTool } from './define-tool.ts';

/** `memory.search`: lines of all memory files. Source: architecture.md §4 and §6. */
export const memorySearch = defineTool({
  name: 'memory.search',
  description:
    'Finds lines of all memory files that hold every word of the query, in any case and script. Newest notes first. ' +
    'Use few and telling words; read around a hit with memory.get.',
  risk: 'low',
  effect: 'read-only',
  reaches: 'memory',
  params: z.strictObject({
    query: z.string().trim().min(1).max(200).describe('Words that the line holds, in any order.'),
    limit: z.int().min(1).max(100).default(20).describe('Most lines to answer.'),
  }),
  examples: [{ query: 'release date' }],
  binding: z.strictObject({}),

  async prepare({ query }, { folder, mode }) {
    const summary = `Search memory for ${JSON.stringify(query)}`;
    return { display: { kind: 'call', summary, cwd: folder, mode }, binding: {} };
  },

  async run({ args: { query, limit } }, { scope, limits }, { memory }) {
    const hits = await memory.search(scope, query, limit);
    if (hits.length === 0) return { status: 'success', output: '[nothing in memory holds all of these words]' };
    const lines: string[] = [];
    let bytes = 0;
    for (const { path, line, text } of hits) {
      const shown = `${path}:${line}: ${text}`;
      bytes += new TextEncoder().encode(shown).length + 1;
      if (bytes > limits.outputBytes && lines.length > 0) break;
      lines.push(shown);
    }
    if (lines.length < hits.length) lines.push(`[${hits.length - lines.length} more lines do not fit]`);
    else if (hits.length === limit) lines.push(`[the first ${limit}; there may be more]`);
    return { status: 'success', output: lines.join('\n') };
  },
});
