/**
 * The command language of `demo/scripted`, as one table: the reader below, the help that the model gives and
 * docs/demo-model.md are all made from it.
 */
import {
  changeOf,
  isJson,
  ONLY_PATH,
  PATH_AND_CONTENT,
  pathOf,
  SEARCH,
  URL_AND_BODY,
  URL_ONLY,
  wordsOf,
} from './demo-arguments.ts';

export type DemoLanguage = 'en' | 'zh';
export type InBoth = Readonly<Record<DemoLanguage, string>>;

export type DemoCall = { kind: 'call'; toolName: string; args: Record<string, unknown> };
export type DemoAction =
  | DemoCall
  | { kind: 'stream'; tokens: number; fast: boolean }
  | { kind: 'think'; about: string }
  | { kind: 'fail' }
  | { kind: 'help' }
  /** A command word with something behind it that the command cannot take, or no command at all. */
  | { kind: 'unknown'; text: string };

export type DemoCommand = {
  /** The first word of the line; it ends at white space, a colon or the end of the line. */
  word: InBoth;
  /** What follows the word; empty when nothing does. */
  takes: InBoth;
  does: InBoth;
  example: InBoth;
  /** What the rest of the line means, or undefined when it means nothing. */
  read(rest: string): Exclude<DemoAction, { kind: 'unknown' }> | undefined;
};

export const MAX_STREAM_TOKENS = 100_000;

export const DEMO_COMMANDS: readonly DemoCommand[] = [
  {
    word: { en: 'help', zh: '帮助' },
    takes: { en: '', zh: '' },
    does: { en: 'Shows this list.', zh: '显示本列表。' },
    example: { en: 'help', zh: '帮助' },
    read: () => ({ kind: 'help' }),
  },
  {
    word: { en: 'run', zh: '运行' },
    takes: { en: '<shell command>', zh: '<命令>' },
    does: {
      en: 'Runs a shell command with `bash.exec`. The default policy asks you first.',
      zh: '用 `bash.exec` 执行 shell 命令。默认策略会先征求你的批准。',
    },
    example: { en: 'run uname -a', zh: '运行 uname -a' },
    read: (rest) => (rest === '' ? undefined : call('bash.exec', { command: rest })),
  },
  {
    word: { en: 'exec', zh: '执行' },
    takes: { en: '<program> [arguments]', zh: '<程序> [参数]' },
    does: {
      en: 'Runs a program with `bash.exec`, without a shell: words end at spaces, unless double quotes hold them together. The default policy asks you first; a rule can allow a program.',
      zh: '用 `bash.exec` 直接运行程序，不经过 shell：以空格分词，双引号内为一个词。默认策略会先征求你的批准，规则可以放行某个程序。',
    },
    example: { en: 'exec node --test', zh: '执行 node --test' },
    read: (rest) => {
      const argv = wordsOf(rest);
      return !argv?.[0] ? undefined : call('bash.exec', { argv });
    },
  },
  {
    word: { en: 'read', zh: '读取' },
    takes: { en: '<path>', zh: '<路径>' },
    does: { en: 'Reads a file with `file.read`.', zh: '用 `file.read` 读取文件。' },
    example: { en: 'read notes.md', zh: '读取 notes.md' },
    read: (rest) => {
      const path = pathOf(ONLY_PATH.exec(rest));
      return path === undefined ? undefined : call('file.read', { path });
    },
  },
  {
    word: { en: 'list', zh: '列出' },
    takes: { en: '[path]', zh: '[路径]' },
    does: {
      en: 'Lists a folder with `file.list`; without a path, the folder of the session.',
      zh: '用 `file.list` 列出文件夹内容；不写路径时为会话文件夹。',
    },
    example: { en: 'list', zh: '列出' },
    read: (rest) => {
      const path = rest === '' ? '.' : pathOf(ONLY_PATH.exec(rest));
      return path === undefined ? undefined : call('file.list', { path });
    },
  },
  {
    word: { en: 'search', zh: '搜索' },
    takes: { en: '<text> [in <path>]', zh: '<文字> [在 <路径>]' },
    does: {
      en: 'Searches files with `file.search`. Text of several words stands in double quotes, a regular expression between slashes.',
      zh: '用 `file.search` 搜索文件内容。多个词写在双引号里，正则表达式写在斜杠之间。',
    },
    example: { en: 'search "return a" in src', zh: '搜索 "return a" 在 src' },
    read: (rest) => {
      const match = SEARCH.exec(rest);
      if (!match) return undefined;
      const { words, expression, word } = match.groups ?? {};
      const path = pathOf(match);
      return call('file.search', {
        pattern: words ?? expression ?? word,
        ...(expression === undefined ? {} : { regex: true }),
        ...(path === undefined ? {} : { path }),
      });
    },
  },
  {
    word: { en: 'write', zh: '写入' },
    takes: { en: '<path>: <content>', zh: '<路径>：<内容>' },
    does: {
      en: 'Writes a file with `file.write`. The default policy asks you first. Lines below that are not commands belong to the content.',
      zh: '用 `file.write` 写入文件。默认策略会先征求你的批准。其后不是命令的各行也属于内容。',
    },
    example: { en: 'write notes.md: buy milk', zh: '写入 notes.md：买牛奶' },
    read: (rest) => {
      const match = PATH_AND_CONTENT.exec(rest);
      const path = pathOf(match);
      // A text file ends with a line break.
      return path === undefined ? undefined : call('file.write', { path, content: `${match?.groups?.['content']}\n` });
    },
  },
  {
    word: { en: 'edit', zh: '修改' },
    takes: { en: '<path>: <old text> => <new text>', zh: '<路径>：<原文> => <新文>' },
    does: {
      en: 'Replaces text that occurs once in a file with `file.edit`. The default policy asks you first and shows the difference. `→` is an arrow too, for text that holds `=>`.',
      zh: '用 `file.edit` 替换文件中只出现一次的文字。默认策略会先展示差异并征求你的批准。文字里有 `=>` 时，箭头可写作 `→`。',
    },
    example: { en: 'edit notes.md: milk => oat milk', zh: '修改 notes.md：牛奶 => 燕麦奶' },
    read: (rest) => {
      const match = PATH_AND_CONTENT.exec(rest);
      const path = pathOf(match);
      const change = changeOf(match?.groups?.['content'] ?? '');
      return path === undefined || change === undefined ? undefined : call('file.edit', { path, edits: [change] });
    },
  },
  {
    word: { en: 'get', zh: '获取' },
    takes: { en: '<url>', zh: '<网址>' },
    does: {
      en: 'Reads a page or an API with `http.request`. The default policy asks you first, unless it lists the host.',
      zh: '用 `http.request` 读取网页或接口。除非策略列出了该主机，否则会先征求你的批准。',
    },
    example: { en: 'get https://example.com/', zh: '获取 https://example.com/' },
    read: (rest) => (URL_ONLY.test(rest) ? call('http.request', { method: 'GET', url: rest }) : undefined),
  },
  {
    word: { en: 'post', zh: '提交' },
    takes: { en: '<url>: <body>', zh: '<网址>：<正文>' },
    does: {
      en: 'Sends text, or JSON, with `http.request`. The default policy asks you first.',
      zh: '用 `http.request` 发送文本或 JSON。默认策略会先征求你的批准。',
    },
    example: { en: 'post https://example.com/: {"milk": 1}', zh: '提交 https://example.com/：{"milk": 1}' },
    read: (rest) => {
      const { url, body } = URL_AND_BODY.exec(rest)?.groups ?? {};
      if (url === undefined || body === undefined) return undefined;
      const headers = { 'content-type': isJson(body) ? 'application/json' : 'text/plain; charset=utf-8' };
      return call('http.request', { method: 'POST', url, headers, body });
    },
  },
  {
    word: { en: 'remember', zh: '记住' },
    takes: { en: '<text>', zh: '<内容>' },
    does: { en: 'Adds a note to memory with `memory.append`.', zh: '用 `memory.append` 在记忆中记一笔。' },
    example: { en: 'remember the tests run with node --test', zh: '记住 测试用 node --test 运行' },
    read: (rest) => (rest === '' ? undefined : call('memory.append', { text: rest })),
  },
  {
    word: { en: 'recall', zh: '回忆' },
    takes: { en: '<words>', zh: '<词>' },
    does: {
      en: 'Finds the lines of memory that hold these words, with `memory.search`.',
      zh: '用 `memory.search` 查找记忆中包含这些词的行。',
    },
    example: { en: 'recall tests', zh: '回忆 测试' },
    read: (rest) => (rest === '' ? undefined : call('memory.search', { query: rest })),
  },
  {
    word: { en: 'memory', zh: '记忆' },
    takes: { en: '[path]', zh: '[路径]' },
    does: {
      en: 'Reads a file of memory with `memory.get`; without a path, `MEMORY.md`.',
      zh: '用 `memory.get` 读取记忆文件；不写路径时为 `MEMORY.md`。',
    },
    example: { en: 'memory', zh: '记忆' },
    read: (rest) => {
      const path = rest === '' ? 'MEMORY.md' : pathOf(ONLY_PATH.exec(rest));
      return path === undefined ? undefined : call('memory.get', { path });
    },
  },
  {
    word: { en: 'stream', zh: '输出' },
    takes: { en: '<n> [fast]', zh: '<n> [快速]' },
    does: {
      en: `Streams n tokens of prose at the pace of a model, or as fast as it goes; at most ${MAX_STREAM_TOKENS}.`,
      zh: `以模型的速度（或尽快）输出 n 个词元的文字，最多 ${MAX_STREAM_TOKENS} 个。`,
    },
    example: { en: 'stream 200', zh: '输出 200' },
    read: (rest) => {
      const match = /^(\d{1,6})(\s+(?:fast|快速))?$/i.exec(rest);
      const tokens = Number(match?.[1] ?? 0);
      if (tokens < 1 || tokens > MAX_STREAM_TOKENS) return undefined;
      return { kind: 'stream', tokens, fast: match?.[2] !== undefined };
    },
  },
  {
    word: { en: 'think', zh: '思考' },
    takes: { en: '<anything>', zh: '<任意内容>' },
    does: { en: 'Shows reasoning before the answer.', zh: '在回答前展示推理过程。' },
    example: { en: 'think about lunch', zh: '思考 午饭吃什么' },
    read: (rest) => (rest === '' ? undefined : { kind: 'think', about: rest.replace(/^about\s+/i, '') }),
  },
  {
    word: { en: 'fail', zh: '失败' },
    takes: { en: '', zh: '' },
    does: { en: 'Breaks off with an error in the middle of an answer.', zh: '在回答中途以错误中断。' },
    example: { en: 'fail', zh: '失败' },
    read: (rest) => (rest === '' ? { kind: 'fail' } : undefined),
  },
];

/** The action of one command; `language` is that of its word, or undefined when it starts with none. */
export function readCommand(text: string): { action: DemoAction; language: DemoLanguage | undefined } {
  const [, word = '', rest = ''] = /^([^\s:：]+)(?:\s*[:：]\s*|\s+|$)([\s\S]*)$/.exec(text.trim()) ?? [];
  for (const command of DEMO_COMMANDS) {
    for (const language of ['en', 'zh'] as const) {
      if (word.toLowerCase() !== command.word[language]) continue;
      return { action: command.read(rest) ?? { kind: 'unknown', text: text.trim() }, language };
    }
  }
  return { action: { kind: 'unknown', text: text.trim() }, language: undefined };
}

function call(toolName: string, args: Record<string, unknown>): DemoCall {
  return { kind: 'call', toolName, args };
}
