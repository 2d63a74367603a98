/** One line that says what a tool call is about. */
export function toolSummary(args: Record<string, unknown>): string {
  const { command, argv, path, method, url, pattern, query, text } = args;
  if (typeof command === 'string') return firstLine(command);
  if (Array.isArray(argv)) return firstLine(argv.join(' '));
  if (typeof url === 'string') return typeof method === 'string' ? `${method} ${url}` : url;
  if (typeof pattern === 'string') return firstLine(typeof path === 'string' ? `${pattern} (${path})` : pattern);
  if (typeof query === 'string') return firstLine(query);
  if (typeof path === 'string') return path;
  if (typeof text === 'string') return firstLine(text);
  const json = JSON.stringify(args);
  return json === '{}' ? '' : json;
}

const firstLine = (text: string): string => {
  const [first = '', ...rest] = text.trim().split('\n');
  return rest.length > 0 ? `${first} …` : first;
};
