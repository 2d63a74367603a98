/** What a message to `demo/scripted` asks for, step by step. Pure: the same text is the same plan, on any gateway. */
import { type DemoAction, type DemoCall, type DemoLanguage, readCommand } from './demo-commands.ts';

/** One model call: first it says something, then it asks for the tools of one line, all at once. */
export type DemoStep = { say: Exclude<DemoAction, DemoCall>[]; calls: DemoCall[] };

export type DemoPlan = {
  language: DemoLanguage;
  /** The last one calls nothing: there the results are summed up. */
  steps: DemoStep[];
};

/** Lines run one after the other, commands joined by ` + ` in the same step. */
export function planDemo(text: string): DemoPlan {
  const steps: DemoStep[] = [{ say: [], calls: [] }];
  let language: DemoLanguage | undefined;
  let writing: DemoCall | undefined;

  for (const line of text.split(/\r?\n/)) {
    const commands = splitLine(line).map(readCommand);
    const first = commands[0];
    if (writing && (first === undefined || first.action.kind === 'unknown')) {
      // Below `write`, what is not a command is content.
      writing.args['content'] += `${line}\n`;
      continue;
    }
    if (line.trim() === '') continue;
    language ??= first?.language;
    writing = undefined;

    const calls: DemoCall[] = [];
    for (const { action } of commands) {
      if (action.kind === 'call') calls.push(action);
      else steps.at(-1)?.say.push(action);
    }
    if (calls.length === 0) continue;
    steps.at(-1)?.calls.push(...calls);
    steps.push({ say: [], calls: [] });
    const last = calls.at(-1);
    if (last?.toolName === 'file.write' && commands.at(-1)?.action === last) writing = last;
  }
  for (const { calls } of steps) for (const { args } of calls) trimContent(args);
  return { language: language ?? (/\p{Script=Han}/u.test(text) ? 'zh' : 'en'), steps };
}

/** A plus sign belongs to the command (`run expr 1 + 2`) unless another command follows it. */
function splitLine(line: string): string[] {
  const commands: string[] = [];
  for (const piece of line.split(' + ')) {
    if (commands.length > 0 && readCommand(piece).language === undefined) commands.push(`${commands.pop()} + ${piece}`);
    else commands.push(piece);
  }
  return commands;
}

/** Blank lines between `write` and the next command were meant for the eye, not for the file. */
function trimContent(args: Record<string, unknown>): void {
  if (typeof args['content'] === 'string') args['content'] = args['content'].replace(/\n+$/, '\n');
}
