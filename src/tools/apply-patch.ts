import { applyPatch, parsePatch, type StructuredPatch } from 'diff';
import type { Edited } from './apply-edits.ts';
import { nearestLines } from './nearest-lines.ts';

/**
 * A unified patch of one file, every line of its context as it stands in the file (no fuzz); a hunk may be found at another line
 * than its head says. `path` is the file's, as a subject (subject-path.ts): a patch that names another file is refused.
 */
export function applyUnifiedPatch(text: string, patch: string, path: string): Edited {
  let files: StructuredPatch[];
  try {
    files = parsePatch(patch);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(`The patch cannot be read: ${reason.slice(0, 300)}. Mend it, or give edits instead.`);
  }
  const [file, ...more] = files;
  if (!file || file.hunks.length === 0) {
    return problem('The patch has no hunk: each begins with a line like "@@ -1,3 +1,4 @@".');
  }
  if (more.length > 0) return problem('The patch is for more than one file: give one call for each.');
  for (const name of [file.oldFileName, file.newFileName]) {
    if (name === '/dev/null') return problem('The patch makes or deletes the file: only its text can be changed.');
    if (name !== undefined && name.replace(/^(?:[ab]|\.)\//, '') !== path && name !== path) {
      return problem(`The patch is for ${JSON.stringify(name)}, and path says ${JSON.stringify(path)}.`);
    }
  }
  const applied = applyHunks(text, file, file.hunks.length);
  if (applied !== false) return { ok: true, text: applied };

  const index = file.hunks.findIndex((_, count) => applyHunks(text, file, count + 1) === false);
  const hunk = file.hunks[index];
  const old = (hunk?.lines ?? []).filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1));
  return problem(`Hunk ${index + 1} of the patch does not fit the file. ${nearestLines(text, old.join('\n'))}`);
}

function applyHunks(text: string, file: StructuredPatch, count: number): string | false {
  // Line ends were settled before (text-form.ts).
  return applyPatch(
    text,
    { ...file, hunks: file.hunks.slice(0, count) },
    { fuzzFactor: 0, autoConvertLineEndings: false },
  );
}

function problem(text: string): Edited {
  return { ok: false, problem: text };
}
