/** Charsets whose text holds NUL bytes. */
const WIDE = /^utf-?16/;
/** How far into a page its own word about its charset is looked for (HTML standard, "prescan"). */
const PRESCAN_BYTES = 1024;

/**
 * The text of a response's body, or undefined when it is not text. The charset is the one that the content type names, else what
 * an HTML page says of itself, else UTF-8; old pages that say nothing are read as browsers read them. A character that was cut
 * off at the end is left out.
 */
export function responseText(body: Uint8Array, contentType: string, cut: boolean): string | undefined {
  const declared = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? declaredInPage(body, contentType);
  if (!WIDE.test(declared?.toLowerCase() ?? '') && body.includes(0)) return undefined;
  const text = decode(body, declared ?? 'utf-8', { cut, fatal: declared === undefined });
  if (text !== undefined) return text;
  return /^\s*text\//i.test(contentType) ? decode(body, 'windows-1252', { cut, fatal: false }) : undefined;
}

function declaredInPage(body: Uint8Array, contentType: string): string | undefined {
  if (!/^\s*(text\/html|application\/xhtml)/i.test(contentType)) return undefined;
  const start = new TextDecoder('latin1').decode(body.subarray(0, PRESCAN_BYTES));
  return /<meta[^>]{1,200}charset\s*=\s*["']?([\w:-]+)/i.exec(start)?.[1];
}

/** Undefined when the bytes are not of that charset (with `fatal`), or nobody knows the charset. */
function decode(
  body: Uint8Array,
  charset: string,
  { cut, fatal }: { cut: boolean; fatal: boolean },
): string | undefined {
  try {
    return new TextDecoder(charset, { fatal }).decode(body, { stream: cut });
  } catch {
    return undefined;
  }
}
