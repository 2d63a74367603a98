import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProtocolError } from '../protocol/errors.ts';
import { applyEdits, type Edited } from './apply-edits.ts';
import { applyUnifiedPatch } from './apply-patch.ts';
import { defineTool } from './define-tool.ts';
import { unifiedDiff } from './describe-change.ts';
import { subjectPath } from './subject-path.ts';
import { textContent } from './text-content.ts';
import { textForm } from './text-form.ts';

const MAX_FILE_BYTES = 1024 * 1024;
/** A person is asked about the difference: what is longer than this is not an edit any more. */
const MAX_SHOWN_CHARS = 256 * 1024;

const text = z.string().max(400_000);
const params = z
  .strictObject({
    path: z.string().min(1).max(4096).describe('Relative to the session folder.'),
    edits: z
      .array(
        z.strictObject({
          oldText: text.min(1).describe('Text of the file, exactly; it must occur once.'),
          newText: text.describe('What replaces it.'),
          all: z.boolean().default(false).describe('Replaces every occurrence.'),
        }),
      )
      .min(1)
      .max(100)
      .optional()
      .describe('Replacements, made one after the other. Give either these or a patch.'),
    patch: text.min(1).optional().describe('A unified diff of this one file, whose context matches exactly.'),
  })
  .refine(({ edits, patch }) => (edits === undefined) !== (patch === undefined), 'Give either edits or patch.');

/**
 * `file.edit`: a change of parts of a text file. Bound to the content that was shown as changed and to what it becomes: when the
 * file changed since, the edit is refused with APPROVAL_STALE; when it already is what it would become, there is nothing to do.
 * Source: architecture.md §4.
 */
export const fileEdit = defineTool({
  name: 'file.edit',
  description:
    'Changes parts of a text file in the session folder, by exact replacements or by a unified diff. Line ends and a byte order ' +
    'mark stay as they are: write plain line breaks. Use file.write for a new file.',
  risk: 'medium',
  effect: 'compare-and-set',
  params,
  examples: [
    { path: 'src/add.js', edits: [{ oldText: 'return a - b;', newText: 'return a + b;' }] },
    { path: 'src/add.js', patch: '@@ -2 +2 @@\n-  return a - b;\n+  return a + b;\n' },
  ],
  binding: z.strictObject({
    expected: z.string().describe('SHA-256 of the content that is changed.'),
    result: z.string().describe('SHA-256 of the content that it becomes.'),
  }),
  subject: ({ path }) => ({ path: subjectPath(path) }),

  async prepare(args, place, { executor }) {
    const { path } = args;
    const { bytes, hash } = await executor.snapshot(place, path, MAX_FILE_BYTES + 1);
    if (hash === 'absent') {
      const message = `There is no ${JSON.stringify(path)} in the session folder: make it with file.write.`;
      throw new ProtocolError('NOT_FOUND', message);
    }
    const { before, after } = change(bytes, args);
    const diff = unifiedDiff({ path, created: false, before, after });
    if (diff === undefined || diff.length > MAX_SHOWN_CHARS) {
      throw refusal('The change is too long to be shown to a person: make it in smaller parts.');
    }
    const content = new TextEncoder().encode(after);
    return {
      display: { kind: 'file', path, cwd: place.folder, mode: place.mode, diff, created: false, bytes: content.length },
      binding: { expected: hash, result: sha256(content) },
    };
  },

  async run({ args, binding }, context, { executor }) {
    const { path } = args;
    const { bytes, hash } = await executor.snapshot(context, path, MAX_FILE_BYTES + 1);
    const done = (size: number) => ({ status: 'success' as const, output: `Changed ${path} (now ${size} bytes).` });
    if (hash === binding.result) return done(bytes.length);
    if (hash !== binding.expected) throw stale(path);
    const content = new TextEncoder().encode(change(bytes, args).after);
    // Another version of this gateway may have prepared the call; what it showed is what may be written.
    if (sha256(content) !== binding.result) throw stale(path);
    await executor.writeFile(context, path, content, binding.expected);
    return done(content.length);
  },
});

/** The text of the file, and what it becomes. @throws ProtocolError TOOL_EXEC_FAILED with a message that a model can mend */
function change(bytes: Uint8Array, args: z.output<typeof params>): { before: string; after: string } {
  if (bytes.length > MAX_FILE_BYTES) {
    throw refusal(
      `${JSON.stringify(args.path)} is larger than ${MAX_FILE_BYTES / 1024} KiB: change it with a command.`,
    );
  }
  const before = textContent(bytes);
  if (before === undefined)
    throw refusal(`${JSON.stringify(args.path)} is not text in UTF-8: change it with a command.`);
  const form = textForm(before);
  const edited = edit(form.body, args, form.adopt);
  if (!edited.ok) throw refusal(edited.problem);
  const after = form.restore(edited.text);
  if (after === before) throw refusal('The file would stay as it is: there is nothing to change.');
  if (new TextEncoder().encode(after).length > MAX_FILE_BYTES) {
    throw refusal(`The file would become larger than ${MAX_FILE_BYTES / 1024} KiB.`);
  }
  return { before, after };
}

function edit(body: string, { path, edits, patch }: z.output<typeof params>, adopt: (text: string) => string): Edited {
  if (patch !== undefined) return applyUnifiedPatch(body, adopt(patch), subjectPath(path));
  const adopted = (edits ?? []).map(({ oldText, newText, all }) => ({
    oldText: adopt(oldText),
    newText: adopt(newText),
    all,
  }));
  return applyEdits(body, adopted, MAX_FILE_BYTES);
}

function refusal(message: string): ProtocolError {
  return new ProtocolError('TOOL_EXEC_FAILED', message);
}

function stale(path: string): ProtocolError {
  const message = `${JSON.stringify(path)} has changed since this edit was prepared: read it again and edit anew.`;
  return new ProtocolError('APPROVAL_STALE', message);
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
