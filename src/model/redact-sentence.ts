const MAX_SENTENCE_CHARS = 200;
/** A shorter one would be cut out of the middle of words. */
const MIN_SECRET_CHARS = 4;

/** What a provider said, as one short line that may be shown: without keys, passwords, queries and control characters. */
export function redactSentence(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  for (const secret of secrets) if (secret.length >= MIN_SECRET_CHARS) clean = clean.replaceAll(secret, '[redacted]');
  clean = clean
    .replace(/\b(?:sk|pk|rk|key|api)[-_][\w*.-]{6,}/gi, '[redacted]')
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 [redacted]')
    .replace(/\b(https?:\/\/)[^\s/@]+@/gi, '$1')
    .replace(/\b(https?:\/\/[^\s?#]+)[?#]\S*/gi, '$1');
  return clean.length > MAX_SENTENCE_CHARS ? `${clean.slice(0, MAX_SENTENCE_CHARS - 1).toWellFormed()}…` : clean;
}
