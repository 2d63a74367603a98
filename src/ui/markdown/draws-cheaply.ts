import { nestingDepth } from './nesting-depth.ts';

/** Parsing and drawing recurse with the nesting; what people read is never that deep. */
const MAX_DEPTH = 100;
const MAX_BLOCK_CHARS = 50_000;
/** Each that is not closed is tried again for every one that closes. */
const MAX_IMAGES_AND_NOTES = 300;

/** Whether the Markdown parser reads a block in reasonable time: several constructs cost it the square of their length. */
export function drawsCheaply(block: string): boolean {
  if (block.length > MAX_BLOCK_CHARS || nestingDepth(block) > MAX_DEPTH) return false;
  // A run of emphasis marks nests as deep as half its length.
  if (/\*{200}|_{200}|~{200}/.test(block)) return false;
  return (block.match(/!\[|\[\^/g)?.length ?? 0) <= MAX_IMAGES_AND_NOTES;
}
