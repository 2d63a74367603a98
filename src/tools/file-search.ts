import { z } from 'zod';
import type { SearchMatch } from '../executor/port.ts';
import { defineTool } from './define-tool.ts';
import { shownName } from './shown-name.ts';
import { subjectPath } from './subject-path.ts';

const MAX_MATCHES = 1_000;
const MAX_LINE_CHARS = 400;

const params = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .max(1_000)
    .regex(/^[^\r\n]*$/, 'cannot hold a line break: lines are searched one at a time')
    .describe('What a line must hold: this text, or with `regex` an expression in the syntax of RE2.'),
  regex: z.boolean().default(false).describe('Whether the pattern is a regular expression.'),
  ignoreCase: z.boolean().default(false).describe('Whether upper and lower case are the same.'),
  path: z
    .string()
    .min(1)
    .max(4096)
    .default('.')
    .describe('File or directory to search, relative to the session folder.'),
  glob: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Only files whose path below `path` matches: `*` within a name, `**` across directories.'),
  limit: z.int().min(1).max(MAX_MATCHES).default(100).describe('Most lines to return.'),
});

/** `file.search`: lines of files that hold a text or match an expression. Source: architecture.md §4. */
export const fileSearch = defineTool({
  name: 'file.search',
  description:
    'Searches text files in the session folder and returns the lines that match, each as `path:line: text`. Hidden and binary ' +
    'files, files that .gitignore leaves out, and symbolic links are not searched.',
  risk: 'low',
  effect: 'read-only',
  params,
  examples: [
    { pattern: 'TODO', path: 'src' },
    { pattern: 'function \\w+Total', regex: true, glob: '**/*.ts' },
  ],
  binding: z.strictObject({}),
  subject: ({ path }) => ({ path: subjectPath(path), tree: true }),

  async prepare(args, { folder, mode }) {
    return { display: { kind: 'call', summary: summaryOf(args), cwd: folder, mode }, binding: {} };
  },

  async run({ args: { limit, glob, ...query } }, context, { executor }) {
    const { matches, truncated } = await executor.search(
      context,
      {
        ...query,
        ...(glob === undefined ? {} : { glob }),
        maxMatches: limit,
        // One more than is shown tells that there is more.
        maxLineChars: MAX_LINE_CHARS + 1,
      },
      context.signal,
    );
    if (matches.length === 0) return { status: 'success', output: '[no matches]' };
    const { lines, left } = fitting(matches.map(line), context.limits.outputBytes);
    if (left > 0 || truncated) {
      const total = truncated ? `more than ${matches.length}` : `${matches.length}`;
      lines.push(`[the first ${lines.length} of ${total} matches: search for something narrower, or in a path below]`);
    }
    return { status: 'success', output: lines.join('\n') };
  },
});

function summaryOf({ pattern, regex, ignoreCase, path, glob }: z.output<typeof params>): string {
  const what = `${regex ? 'matches of' : 'text'} ${JSON.stringify(pattern)}${ignoreCase ? ' in any case' : ''}`;
  return `Search ${path} for ${what}${glob === undefined ? '' : `, only in files ${JSON.stringify(glob)}`}`;
}

function line({ path, line: number, text }: SearchMatch): string {
  const shown = text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS).toWellFormed()}…` : text;
  return `${shownName(path)}:${number}: ${shown}`;
}

/** As many whole lines as fit, at least one. */
function fitting(lines: readonly string[], maxBytes: number): { lines: string[]; left: number } {
  let bytes = 0;
  const end = lines.findIndex((text, index) => {
    bytes += new TextEncoder().encode(text).length + 1;
    return index > 0 && bytes > maxBytes;
  });
  return end < 0 ? { lines: [...lines], left: 0 } : { lines: lines.slice(0, end), left: lines.length - end };
}
