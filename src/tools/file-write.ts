import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import { describeChange, MAX_DIFF_BYTES } from './describe-change.ts';
import { subjectPath } from './subject-path.ts';

/**
 * `file.write`: the whole content of a file. Bound to the content that was shown as replaced: when the file changed since, the
 * write is refused with APPROVAL_STALE. Source: architecture.md §4.
 */
export const fileWrite = defineTool({
  name: 'file.write',
  description:
    'Writes a text file in the session folder: makes it, with the directories above it, or replaces its whole content. ' +
    'Symbolic links are not followed.',
  risk: 'medium',
  effect: 'compare-and-set',
  params: z.strictObject({
    path: z.string().min(1).max(4096).describe('Relative to the session folder.'),
    content: z.string().max(1_000_000).describe('The complete new content.'),
  }),
  examples: [{ path: 'notes/today.md', content: '# Today\n' }],
  binding: z.strictObject({ expected: z.string().describe('SHA-256 of the content that is replaced, or `absent`.') }),
  subject: ({ path }) => ({ path: subjectPath(path) }),

  async prepare({ path, content }, place, { executor }) {
    const bytes = new TextEncoder().encode(content).length;
    const before = await executor.snapshot(place, path, MAX_DIFF_BYTES + 1);
    const created = before.hash === 'absent';
    const diff = describeChange({ path, created, before: before.bytes, after: content, afterBytes: bytes });
    return {
      display: { kind: 'file', path, cwd: place.folder, mode: place.mode, diff, created, bytes },
      binding: { expected: before.hash },
    };
  },

  async run({ args: { path, content }, binding }, context, { executor }) {
    const bytes = new TextEncoder().encode(content);
    await executor.writeFile(context, path, bytes, binding.expected);
    const verb = binding.expected === 'absent' ? 'Created' : 'Replaced';
    return { status: 'success', output: `${verb} ${path} (${bytes.length} bytes).` };
  },
});
