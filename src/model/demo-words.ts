/** Everything `demo/scripted` says of itself, in both languages. Results of tools are put into words in demo-summary.ts. */
import { DEMO_COMMANDS, type InBoth } from './demo-commands.ts';

export const INTRODUCTION: InBoth = {
  en: '**This is a scripted demo, not an AI.** `demo/scripted` follows a small command language, so that you can try OpenFoal without a key or a network; the tools it uses are real. For a real model set `OPENAI_API_KEY`, or `OPENAI_BASE_URL` for a local server.',
  zh: '**这是脚本演示，不是人工智能。** `demo/scripted` 只执行一小套命令，让你无需密钥和网络即可试用 OpenFoal；它调用的工具都是真实的。要使用真正的模型，请设置 `OPENAI_API_KEY`，或用 `OPENAI_BASE_URL` 指向本地服务。',
};

const HELP_HEAD: InBoth = {
  en: 'These are the commands, one on a line; lines run one after the other, and ` + ` joins commands that run in the same step:',
  zh: '可用命令如下，每行一条；各行依次执行，用 ` + ` 连接的命令在同一步执行：',
};

const UNKNOWN: InBoth = {
  en: 'I only follow commands, and this is none: ',
  zh: '我只会执行命令，而这不是命令：',
};

export const THOUGHTS: InBoth = {
  en: 'I was asked to think about this: {about}. I am a script, so I cannot really. A model would weigh what is known, look for what is missing, and decide what to do first. I only show where its reasoning would appear.',
  zh: '我被要求思考：{about}。我只是脚本，并不会真的思考。真正的模型会权衡已知信息、寻找缺失之处，再决定先做什么。我只是展示推理会出现在哪里。',
};

export const THOUGHT: InBoth = {
  en: 'I have shown some reasoning about “{about}”. It was written beforehand.',
  zh: '我已就“{about}”展示了一段推理，它是预先写好的。',
};

export const BEFORE_FAILURE: InBoth = {
  en: 'This answer breaks off here, as you asked: ',
  zh: '按你的要求，这个回答到此中断：',
};

export const FAILURE: InBoth = {
  en: 'demo/scripted failed because you asked it to: send another command',
  zh: 'demo/scripted 按你的要求失败了：请发送另一条命令',
};

export function helpText(language: keyof InBoth): string {
  const lines = DEMO_COMMANDS.map(({ word, takes, does }) => {
    const usage = `${word[language]} ${takes[language]}`.trim();
    return `- \`${usage}\` ${does[language]}`;
  });
  return `${HELP_HEAD[language]}\n\n${lines.join('\n')}`;
}

export function unknownText(language: keyof InBoth, text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text;
  return `${UNKNOWN[language]}“${shown.replace(/\s+/g, ' ')}”`;
}
