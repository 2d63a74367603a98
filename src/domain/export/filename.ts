import type { SessionRecord } from '../records.ts';
import { toTimestamp } from '../time.ts';

const TITLE_CHARS = 40;

/**
 * A name for the file of an export: letters and digits of any script, and hyphens. So it is no path, no hidden file, no device of
 * Windows, nothing that turns text around, and short enough for every file system.
 */
export function exportFilename({ title, createdAt }: SessionRecord, extension: string): string {
  const words = title.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const short = [...words]
    .slice(0, TITLE_CHARS)
    .join('')
    .replace(/^-+|-+$/g, '');
  return (
    ['openfoal', short, toTimestamp(createdAt).slice(0, 10)].filter((part) => part !== '').join('-') + `.${extension}`
  );
}
