import { z } from 'zod';
import type { FileEntry } from '../executor/port.ts';
import { defineTool } from './define-tool.ts';
import { shownName } from './shown-name.ts';
import { subjectPath } from './subject-path.ts';

const MAX_ENTRIES = 1_000;

/** `file.list`: one directory, not what is below. Source: architecture.md §4. */
export const fileList = defineTool({
  name: 'file.list',
  description:
    'Lists a directory in the session folder, one entry a line: `name/` is a directory, `name@` a symbolic link, ' +
    '`name?` something else; a file has its size in bytes behind a tab.',
  risk: 'low',
  effect: 'read-only',
  params: z.strictObject({
    path: z.string().min(1).max(4096).default('.').describe('Relative to the session folder.'),
  }),
  examples: [{ path: 'src' }],
  binding: z.strictObject({}),
  subject: ({ path }) => ({ path: subjectPath(path) }),

  async prepare({ path }, { folder, mode }) {
    return { display: { kind: 'call', summary: `List ${path}`, cwd: folder, mode }, binding: {} };
  },

  async run({ args: { path } }, context, { executor }) {
    const { entries, total } = await executor.list(context, path, MAX_ENTRIES);
    if (total === 0) return { status: 'success', output: '[empty directory]' };
    const lines = entries.map(line);
    if (total > entries.length) lines.push(`[the first ${entries.length} of ${total} entries]`);
    return { status: 'success', output: lines.join('\n') };
  },
});

function line({ name, kind, bytes }: FileEntry): string {
  const shown = shownName(name);
  switch (kind) {
    case 'file':
      return `${shown}\t${bytes}`;
    case 'directory':
      return `${shown}/`;
    case 'symlink':
      return `${shown}@`;
    case 'other':
      return `${shown}?`;
  }
}
