/** What a person typed or pasted: a code, an operator token, or the whole link that the terminal printed. */
export function codeOf(text: string): string {
  const trimmed = text.trim();
  return /^https?:\/\/\S*#(?:\S*&)?code=([^&\s]+)/.exec(trimmed)?.[1] ?? trimmed;
}
