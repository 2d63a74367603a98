/** What tools answered, in a few words that quote it. Pure. */
import type { ModelMessage, ModelToolCall } from '../domain/run/model-port.ts';
import type { DemoLanguage } from './demo-commands.ts';

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;
type Outcome = 'success' | 'failed' | 'denied' | 'unknown' | 'none';

const QUOTED_LINES = 12;
const QUOTED_CHARS = 1_000;

const WORDS: Record<DemoLanguage, Record<Outcome, string> & { exit: string; more: string; empty: string }> = {
  en: {
    success: '{what} succeeded{exit}',
    failed: '{what} failed{exit}',
    denied: '{what} was denied and did not run',
    unknown: 'The outcome of {what} is unknown: it may have run',
    none: '{what} has no result yet',
    exit: ' with exit code {code}',
    more: '… {count} more lines',
    empty: ', without output.',
  },
  zh: {
    success: '{what} 已成功{exit}',
    failed: '{what} 失败{exit}',
    denied: '{what} 被拒绝，没有执行',
    unknown: '{what} 的结果未知：它可能已经执行',
    none: '{what} 还没有结果',
    exit: '，退出码 {code}',
    more: '…… 还有 {count} 行',
    empty: '，没有输出。',
  },
};

/** One paragraph for each call of the turn, in the order of the calls. */
export function summarise(turn: readonly ModelMessage[], language: DemoLanguage): string {
  const results = new Map<string, ToolMessage>();
  for (const message of turn) if (message.role === 'tool') results.set(message.toolCallId, message);
  return turn
    .flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []))
    .map((call) => sentence(call, results.get(call.toolCallId), language))
    .join('\n\n');
}

function sentence(call: ModelToolCall, result: ToolMessage | undefined, language: DemoLanguage): string {
  const words = WORDS[language];
  const outcome = outcomeOf(result);
  const code = outcome === 'success' || outcome === 'failed' ? exitCodeOf(call, result) : undefined;
  const said = words[outcome]
    .replace('{exit}', code === undefined ? '' : words.exit.replace('{code}', code))
    // A function, because the command may hold `$&`.
    .replace('{what}', () => nameOf(call));
  const output = result?.output.trim() ?? '';
  return output === ''
    ? `${said}${words.empty}`
    : `${said}${language === 'zh' ? '：' : ':'}\n\n${quote(output, language)}`;
}

function outcomeOf(result: ToolMessage | undefined): Outcome {
  switch (result?.status) {
    case 'success':
    case 'failed':
    case 'denied':
    case 'unknown':
      return result.status;
    default:
      return 'none';
  }
}

/** The model is told the exit code in words, and only of a command that failed: success is 0. */
function exitCodeOf(call: ModelToolCall, result: ToolMessage | undefined): string | undefined {
  if (call.toolName !== 'bash.exec') return undefined;
  if (result?.status === 'success') return '0';
  return [...(result?.output.matchAll(/exit(?:ed with)?(?: code)?[:= ]+(\d{1,3})\b/gi) ?? [])].at(-1)?.[1];
}

function nameOf(call: ModelToolCall): string {
  const detail = detailOf(call.args);
  const shown = detail.length > 80 ? `${detail.slice(0, 79).toWellFormed()}…` : detail;
  const text = `${call.toolName} ${shown}`.trim().replace(/\s+/g, ' ');
  // Code spans cannot hold backticks of their own number.
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** What a person knows a call by. */
function detailOf({ argv, method, url, ...args }: Record<string, unknown>): string {
  if (Array.isArray(argv)) return argv.join(' ');
  if (typeof method === 'string' && typeof url === 'string') return `${method} ${url}`;
  const known = [args['command'], args['pattern'], args['query'], args['path'], args['text']];
  return known.find((value) => typeof value === 'string') ?? '';
}

function quote(output: string, language: DemoLanguage): string {
  const lines = output.split('\n');
  const shown = lines.slice(0, QUOTED_LINES).join('\n');
  const text = shown.length > QUOTED_CHARS ? `${shown.slice(0, QUOTED_CHARS).toWellFormed()}…` : shown;
  const rest = lines.length - QUOTED_LINES;
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const more = rest > 0 ? `\n\n${WORDS[language].more.replace('{count}', String(rest))}` : '';
  return `${fence}\n${text}\n${fence}${more}`;
}
