import { z } from 'zod';
import { LONG_TERM_MEMORY, MemoryPath } from '../protocol/memory-path.ts';
import { appendLine, defineTool } from './define-tool.ts';

const DEFAULT_LINES = 500;
const MAX_LINES = 5_000;

/** `memory.get`: a memory file, in parts when it is long. Source: architecture.md §4 and §6. */
export const memoryGet = defineTool({
  name: 'memory.get',
  description:
    'Reads a memory file: MEMORY.md holds what should be known for long, memory/YYYY-MM-DD.md what was noted on a day. ' +
    'A long file comes in parts: the last line says how to go on.',
  risk: 'low',
  effect: 'read-only',
  reaches: 'memory',
  params: z.strictObject({
    path: MemoryPath.default(LONG_TERM_MEMORY).describe('MEMORY.md or memory/YYYY-MM-DD.md.'),
    from: z.int().min(1).default(1).describe('Line to start at; the first is 1.'),
    lines: z.int().min(1).max(MAX_LINES).default(DEFAULT_LINES).describe('Most lines to read.'),
  }),
  examples: [{ path: 'MEMORY.md' }],
  binding: z.strictObject({}),

  async prepare({ path }, { folder, mode }) {
    return { display: { kind: 'call', summary: `Read ${path}`, cwd: folder, mode }, binding: {} };
  },

  async run({ args: { path, from, lines } }, { scope, limits }, { memory }) {
    const { text } = await memory.read(scope, path);
    if (text === '') return { status: 'success', output: `[${path} is empty]` };
    // Each line with its end: parts that follow each other are the file.
    const all = text.split(/(?<=\n)/);
    if (from > all.length) {
      return { status: 'success', output: `[${path} ends at line ${all.length}; nothing from line ${from}]` };
    }
    const part = fitting(all.slice(from - 1, from - 1 + lines), limits.outputBytes);
    if (part.count === all.length) return { status: 'success', output: part.text };
    const to = from + part.count - 1;
    const next = to < all.length ? `; read on from line ${to + 1}` : '; this is the end';
    return { status: 'success', output: appendLine(part.text, `[lines ${from} to ${to} of ${all.length}${next}]`) };
  },
});

/** As many whole lines as fit, but at least one, of which what does not fit is left out and said. */
function fitting(lines: readonly string[], maxBytes: number): { text: string; count: number } {
  let text = '';
  let bytes = 0;
  let count = 0;
  for (const line of lines) {
    bytes += new TextEncoder().encode(line).length;
    if (bytes > maxBytes && count > 0) break;
    text += bytes > maxBytes ? cut(line, maxBytes) : line;
    count += 1;
  }
  return { text, count };
}

function cut(line: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(line, new Uint8Array(maxBytes));
  return `${line.slice(0, read)}[${line.length - read} more characters on this line]\n`;
}
