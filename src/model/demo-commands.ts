/**
 * The command language of `demo/scripted`, as one table: the reader below, the help that the model gives and
 * docs/demo-model.md are all made from it.
 */
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

/** A path is one word, or anything in double quotes, so that plain sentences are not taken for commands. */
const PATH = '(?:"(?<quoted>[^"]+)"|(?<plain>[^\\s"：]+))';
const ONLY_PATH = new RegExp(`^${PATH}$`);
const PATH_AND_CONTENT = new RegExp(`^(?:"(?<quoted>[^"]+)"|(?<plain>[^\\s"：:]+))\\s*[:：] ?(?<content>[\\s\\S]*)$`);

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

function pathOf(match: RegExpExecArray | null): string | undefined {
  return match?.groups?.['quoted'] ?? match?.groups?.['plain'];
}
