/** A value as one line of JSON, also for a terminal: JSON leaves DEL and the 8-bit control characters as they are. */
export function jsonLine(value: unknown): string {
  return `${visible(JSON.stringify(value))}\n`;
}

export function jsonBlock(value: unknown): string {
  return `${visible(JSON.stringify(value, null, 2))}\n`;
}

const visible = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
