export type ShellToken = {
  kind: 'command' | 'flag' | 'string' | 'variable' | 'operator' | 'comment' | 'plain';
  text: string;
};

/**
 * Shell text in parts, to be drawn in colours: the parts joined are the text, to the letter. A guess for the eye and no judgement:
 * the policy parses by itself, and nothing that is drawn may make a part less visible because of what it is taken for.
 */
export function shellTokens(text: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let expectsCommand = true;
  for (const [part] of text.matchAll(PART)) {
    const kind = kindOf(part, expectsCommand);
    tokens.push({ kind, text: part });
    const isBlank = /^[^\S\n]+$/.test(part);
    if (kind === 'operator') expectsCommand = !/^[<>]/.test(part);
    // NAME=value before a command leaves the command to come.
    else if (!isBlank && kind !== 'comment') expectsCommand &&= /^\w+=/.test(part) || part === '\\\n';
  }
  return tokens;
}

/** Blanks, a comment, strings, variables and substitutions, operators and line ends, words; every character is part of one. */
const PART =
  /[^\S\n]+|(?<![^\s;&|()])#[^\n]*|'[^']*'?|"(?:\\[\s\S]|[^"\\])*"?|\$\{[^}\n]*\}?|\$\w+|\$[?#@*!$-]|\$\(|`|\\[\s\S]?|&&|\|\||;;|[<>]{1,3}&?|[|&;()\n]|[^\s'"$`\\|&;()<>]+|[\s\S]/gu;

function kindOf(part: string, expectsCommand: boolean): ShellToken['kind'] {
  if (part.startsWith('#')) return 'comment';
  if (/^['"]/.test(part)) return 'string';
  if (part === '$(' || part === '`') return 'operator';
  if (/^\$./.test(part)) return 'variable';
  if (/^(?:&&|\|\||;;|[<>]+&?|[|&;()\n])$/.test(part)) return 'operator';
  if (part.trim() === '' || part.startsWith('\\')) return 'plain';
  if (/^\w+=/.test(part)) return 'variable';
  if (expectsCommand) return 'command';
  return part.startsWith('-') ? 'flag' : 'plain';
}
