/** Words of a command as people type them, for rules that speak of commands without a shell. */

/** What only a shell understands: it joins commands, redirects, expands or substitutes. */
const SHELL_SIGNS = /[|&;<>()$`\n~]/;

/** The words as one line: quoted where they hold spaces or quotes, and as they are elsewhere. */
export function formatWords(words: readonly string[]): string {
  return words.map((word) => (word === '' || /[\s"\\]/.test(word) ? JSON.stringify(word) : word)).join(' ');
}

/** The words of a line; double quotes hold one together. An open quote holds on to the end. */
export function readWords(line: string): string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"?|\S+/g)].map(([whole, quoted]) =>
    quoted === undefined ? whole : quoted.replace(/\\(["\\])/g, '$1'),
  );
}

/** Whether a line needs a shell: then no rule can allow it. `*` is a word of a rule. Source: docs/decisions/0011. */
export function needsShell(line: string): boolean {
  return SHELL_SIGNS.test(line);
}
