export type HttpAnswer = {
  status: number;
  statusText: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
};

/** The output of http.request taken apart: a line of status, headers, an empty line, the body. Undefined when it is none. */
export function readHttpAnswer(output: string): HttpAnswer | undefined {
  const found = /^HTTP (\d{3})(?: ([^\n]*))?(?:\n|$)/.exec(output);
  if (!found) return undefined;
  const end = output.indexOf('\n\n');
  const head = end < 0 ? output : output.slice(0, end);
  const headers = head
    .split('\n')
    .slice(1)
    .map((line) => {
      const colon = line.indexOf(': ');
      return colon < 0 ? (['', line] as const) : ([line.slice(0, colon), line.slice(colon + 2)] as const);
    });
  return {
    status: Number(found[1]),
    statusText: found[2] ?? '',
    headers,
    body: end < 0 ? '' : output.slice(end + 2),
  };
}

const MAX_JSON_CHARS = 200_000;

/** JSON with its lines indented, or undefined when it is none, or so long that nobody reads it. */
export function indentedJson(text: string): string | undefined {
  if (text.length > MAX_JSON_CHARS || !/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}
