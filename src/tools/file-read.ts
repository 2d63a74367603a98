import { z } from 'zod';
import { appendLine, defineTool } from './define-tool.ts';
import { subjectPath } from './subject-path.ts';
import { textContent, wholeCharacters } from './text-content.ts';

const MAX_BYTES = 256 * 1024;
const DEFAULT_BYTES = 64 * 1024;

/** `file.read`: text of a file, in parts when it is long. Source: architecture.md §4. */
export const fileRead = defineTool({
  name: 'file.read',
  description:
    'Reads a text file in the session folder. A long file comes in parts: the last line says how to go on. ' +
    'Symbolic links are not followed.',
  risk: 'low',
  effect: 'read-only',
  params: z.strictObject({
    path: z.string().min(1).max(4096).describe('Relative to the session folder.'),
    offset: z.int().nonnegative().default(0).describe('Byte to start at.'),
    // At least one whole character, or reading on would stand still.
    maxBytes: z.int().min(4).max(MAX_BYTES).default(DEFAULT_BYTES).describe('Longest part to read, in bytes.'),
  }),
  examples: [{ path: 'src/app.ts' }, { path: 'build.log', offset: 65536 }],
  binding: z.strictObject({}),
  subject: ({ path }) => ({ path: subjectPath(path) }),

  async prepare({ path }, { folder, mode }) {
    return { display: { kind: 'call', summary: `Read ${path}`, cwd: folder, mode }, binding: {} };
  },

  async run({ args: { path, offset, maxBytes } }, context, { executor }) {
    const range = { offset, maxBytes: Math.max(4, Math.min(maxBytes, context.limits.outputBytes)) };
    const { bytes, totalBytes, hash } = await executor.readFile(context, path, range);
    if (totalBytes === 0) return { status: 'success', output: '[empty file]' };
    if (offset >= totalBytes) {
      return { status: 'success', output: `[the file ends at byte ${totalBytes}; nothing from offset ${offset}]` };
    }

    const whole = offset === 0 && bytes.length === totalBytes;
    const part = whole ? { bytes, skipped: 0 } : wholeCharacters(bytes);
    const text = textContent(part.bytes);
    if (text === undefined) {
      return { status: 'success', output: `[binary file, ${totalBytes} bytes, sha256 ${hash}]` };
    }
    if (whole) return { status: 'success', output: text };
    const from = offset + part.skipped;
    const to = from + part.bytes.length;
    const next = offset + bytes.length < totalBytes ? `; read on with offset ${to}` : '; this is the end';
    return { status: 'success', output: appendLine(text, `[bytes ${from} to ${to} of ${totalBytes}${next}]`) };
  },
});
