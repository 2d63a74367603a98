import { RE2JS, RE2JSException } from 're2js';
import { ProtocolError } from '../../protocol/errors.ts';
import type { SearchQuery } from '../port.ts';

const MAX_PATTERN_CHARS = 10_000;

export type LineMatcher = {
  /** `line` is without its end. */
  matches(line: string): boolean;
  /** False when no line of `bytes` can match; a quick look at many lines. */
  mayBeIn(bytes: Buffer): boolean;
};

/** @throws ProtocolError INVALID_REQUEST when the pattern cannot be read */
export function compileMatcher({ pattern, regex, ignoreCase }: SearchQuery): LineMatcher {
  if (pattern === '') throw unreadable('is empty: say what to look for');
  if (pattern.length > MAX_PATTERN_CHARS) throw unreadable(`is longer than ${MAX_PATTERN_CHARS} characters`);
  if (/[\n\0]/.test(pattern)) throw unreadable('holds a line break or a NUL: one line is looked at at a time');
  if (!regex && !ignoreCase) {
    const bytes = Buffer.from(pattern);
    // U+FFFD is also what bytes that are no text read as.
    const literal = bytes.toString() === pattern && !pattern.includes('\uFFFD');
    return {
      matches: (line) => line.includes(pattern),
      mayBeIn: (text) => !literal || text.includes(bytes),
    };
  }
  const compiled = compile(regex ? pattern : RE2JS.quote(pattern), ignoreCase);
  return { matches: (line) => compiled.test(line), mayBeIn: () => true };
}

function compile(pattern: string, ignoreCase: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw unreadable(`cannot be read as a regular expression in RE2's syntax (${error.message})`);
  }
}

function unreadable(why: string): ProtocolError {
  return new ProtocolError('INVALID_REQUEST', `The pattern ${why}.`);
}
