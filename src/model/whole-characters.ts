/**
 * Keeps a surrogate pair in one delta when the provider splits it over two: a delta that ends in the middle of a pair could
 * neither be stored as UTF-8 nor shown. A half that never finds the other becomes U+FFFD when the stream ends.
 */
export type WholeCharacters = {
  /** What may go out now; empty when the delta was only half a character. */
  push(delta: string): string;
  /** What was still held when the stream ended. */
  end(): string;
};

export function createWholeCharacters(): WholeCharacters {
  let held = '';
  return {
    push(delta) {
      if (delta === '') return '';
      const text = held + delta;
      const last = text.charCodeAt(text.length - 1);
      if (last < 0xd800 || last > 0xdbff) {
        held = '';
        return text;
      }
      held = text.slice(-1);
      return text.slice(0, -1);
    },
    end() {
      const rest = held === '' ? '' : '\uFFFD';
      held = '';
      return rest;
    },
  };
}
