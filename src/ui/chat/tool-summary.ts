/** One line that says what a tool call is about. */
export function toolSummary(args: Record<string, unknown>): string {
  const { command, argv, path, url } = args;
  if (typeof command === 'string') return firstLine(command);
  if (Array.isArray(argv)) return firstLine(argv.join(' '));
  if (typeof path === 'string') return path;
  if (typeof url === 'string') return url;
  const text = JSON.stringify(args);
  return text === '{}' ? '' : text;
}

const firstLine = (text: string): string => {
  const [first = '', ...rest] = text.trim().split('\n');
  return rest.length > 0 ? `${first} …` : first;
};

/** Text for a page: without the escape sequences that colour a terminal. ECMA-48 §5.4 (CSI) and the OSC titles of xterm. */
export function withoutEscapes(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- they are what is taken out
  return text.replace(/\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '');
}
