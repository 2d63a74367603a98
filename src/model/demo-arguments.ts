/** How what follows a command word of `demo/scripted` is read. Pure; the words themselves are in demo-commands.ts. */

/** A path is one word, or anything in double quotes, so that plain sentences are not taken for commands. */
const PATH = '(?:"(?<quoted>[^"]+)"|(?<plain>[^\\s"：]+))';
export const ONLY_PATH = new RegExp(`^${PATH}$`);
/** Text to look for: one word, anything in double quotes, or an expression between slashes. */
export const SEARCH = new RegExp(
  `^(?:"(?<words>[^"]+)"|/(?<expression>.+)/|(?<word>[^\\s"]+))(?:\\s+(?:in|在)\\s+${PATH})?$`,
);
export const URL_ONLY = /^https?:\/\/\S+$/i;
/** A colon ends the address when a space follows it; a full-width one does so by itself. */
export const URL_AND_BODY = /^(?<url>https?:\/\/[^\s：]+?)(?:：|:\s)\s*(?<body>[\s\S]+)$/i;
export const PATH_AND_CONTENT = new RegExp(
  `^(?:"(?<quoted>[^"]+)"|(?<plain>[^\\s"：:]+))\\s*[:：] ?(?<content>[\\s\\S]*)$`,
);

export function pathOf(match: RegExpExecArray | null): string | undefined {
  return match?.groups?.['quoted'] ?? match?.groups?.['plain'];
}

/** The arrow stands once, with spaces around it; nothing behind it takes the text away. */
export function changeOf(text: string): { oldText: string; newText: string } | undefined {
  for (const arrow of ['→', '=>']) {
    const [oldText, newText, ...more] = ` ${text} `.split(` ${arrow} `);
    if (oldText === undefined || newText === undefined || more.length > 0) continue;
    const change = { oldText: oldText.trim(), newText: newText.trim() };
    if (change.oldText !== '') return change;
  }
  return undefined;
}

/** Undefined when a quote does not end. */
export function wordsOf(text: string): string[] | undefined {
  if (!/^(?:\s|"[^"]*"|[^\s"])*$/.test(text)) return undefined;
  return [...text.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
