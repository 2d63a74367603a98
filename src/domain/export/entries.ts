/** What an export for people says of an event: an entry with a heading and blocks, before anything of HTML or Markdown. Pure. */
import type { ApprovalDisplay } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';
import type { MessageRecord } from '../records.ts';
import type { Words } from './words.ts';

export type Entry = {
  role: 'user' | 'assistant' | 'tool' | 'note' | 'failure';
  /** Words of ours. */
  heading: string;
  /** What the heading is about, in the words of others. */
  name?: string;
  at: string;
  blocks: Block[];
};
export type Block = { label?: string; text: string } | { facts: [label: string, value: string][] };

/** `messages` are those that were stored with the event; `words` are ours, in the language of the reader. */
export function entriesOf(event: Envelope, messages: readonly MessageRecord[], words: Words): Entry[] {
  const said = messages
    .filter(({ role }) => role === 'assistant')
    .map((message) => answer(message, event.createdAt, words));
  return [...said, ...entryOf(event, messages, words)];
}

function answer({ parts }: MessageRecord, at: string, words: Words): Entry {
  const blocks = parts.flatMap((part): Block[] => {
    if (part.type === 'reasoning') return [{ label: words.reasoning, text: part.text }];
    return part.type === 'text' ? [{ text: part.text }] : [];
  });
  return { role: 'assistant', heading: words.assistant, at, blocks };
}

function entryOf(event: Envelope, messages: readonly MessageRecord[], words: Words): Entry[] {
  const at = event.createdAt;
  switch (event.event) {
    case 'agent.accepted': {
      const { status, continuesRunId, input } = event.payload;
      if (status === 'queued') return [];
      if (continuesRunId !== undefined) return [{ role: 'note', heading: words.continued, at, blocks: [] }];
      const attached = messages.flatMap(({ parts }) =>
        parts.flatMap((part): [string, string][] =>
          part.type === 'attachment' ? [[words.attachment, `${part.name} (${part.mediaType})`]] : [],
        ),
      );
      return [{ role: 'user', heading: words.user, at, blocks: [{ text: input }, ...factsOf(attached)] }];
    }
    case 'agent.tool_call': {
      const { toolName, args, risk, verdict } = event.payload;
      const facts = factsOf([
        [words.verdict, verdict.action],
        [words.rule, verdict.ruleId],
        [words.policyVersion, String(verdict.policyVersion)],
        [words.reason, verdict.reason],
        [words.risk, risk],
      ]);
      const blocks = [...facts, { label: words.arguments, text: JSON.stringify(args, null, 2) }];
      return [{ role: 'tool', heading: words.toolCall, name: toolName, at, blocks }];
    }
    case 'agent.tool_result': {
      const { toolName, status, delta, exitCode, durationMs, truncatedBytes, error, output } = event.payload;
      if (delta !== undefined) return [];
      const facts = factsOf([
        [words.status, status],
        [words.exitCode, exitCode],
        [words.duration, durationMs === undefined ? undefined : words.milliseconds(Math.round(durationMs))],
        [words.leftOut, truncatedBytes === undefined ? undefined : words.bytes(truncatedBytes)],
        [words.error, error && `${error.code}: ${error.message}`],
      ]);
      const blocks = output === undefined ? facts : [...facts, { label: words.output, text: output }];
      return [{ role: 'tool', heading: words.toolResult, name: toolName, at, blocks }];
    }
    case 'approval.required': {
      const { toolName, ruleId, display, digest } = event.payload.approval;
      const facts = factsOf([
        [words.rule, ruleId],
        [words.folder, display.cwd],
        [words.runtimeMode, display.mode],
        [words.digest, digest],
      ]);
      const blocks = [...facts, { label: words.whatWouldRun, text: whatWouldRun(display) }];
      return [{ role: 'tool', heading: words.approvalAsked, name: toolName, at, blocks }];
    }
    case 'approval.resolved': {
      const { status, decidedBy, comment, scope } = event.payload;
      const facts = factsOf([
        [words.decision, status],
        [words.by, decidedBy],
        [words.scope, status === 'approved' ? scope : undefined],
        [words.comment, comment],
      ]);
      return [{ role: 'tool', heading: words.approvalDecided, at, blocks: facts }];
    }
    case 'agent.completed': {
      const { model, usage, steps, durationMs } = event.payload;
      const facts = factsOf([
        [words.model, model],
        [words.tokens, words.inAndOut(usage.inputTokens, usage.outputTokens)],
        [words.cost, usage.costUsd === undefined ? undefined : `$${usage.costUsd.toFixed(4)}`],
        [words.steps, String(steps)],
        [words.duration, words.milliseconds(Math.round(durationMs))],
      ]);
      return [{ role: 'note', heading: words.runCompleted, at, blocks: facts }];
    }
    case 'agent.failed': {
      const { status, error } = event.payload;
      const facts = factsOf([
        [words.error, `${error.code}: ${error.message}`],
        [words.trace, error.traceId],
      ]);
      return [
        { role: 'failure', heading: status === 'aborted' ? words.runStopped : words.runFailed, at, blocks: facts },
      ];
    }
    case 'runtime.mode_changed': {
      const { previous, runtimeMode } = event.payload;
      const facts = factsOf([[words.runtimeMode, words.fromTo(previous, runtimeMode)]]);
      return [{ role: 'note', heading: words.modeChanged, at, blocks: facts }];
    }
    case 'session.updated': {
      const { notice } = event.payload;
      if (!notice) return [];
      const facts = factsOf([
        [words.kind, notice.kind],
        [words.message, notice.message],
        [words.from, notice.from],
        [words.to, notice.to],
      ]);
      return [{ role: 'note', heading: words.notice, at, blocks: facts }];
    }
    default:
      return [];
  }
}

function factsOf(facts: readonly (readonly [string, string | number | undefined])[]): Block[] {
  const known = facts.flatMap(([label, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[label, String(value)]],
  );
  return known.length === 0 ? [] : [{ facts: known }];
}

function whatWouldRun(display: ApprovalDisplay): string {
  switch (display.kind) {
    case 'command':
      return display.script;
    case 'file':
      return `${display.path}\n${display.diff}`;
    case 'request': {
      const headers = Object.entries(display.headers).map(([name, value]) => `${name}: ${value}`);
      return [`${display.method} ${display.url}`, ...headers, ...(display.body ? ['', display.body] : [])].join('\n');
    }
    case 'call':
      return display.summary;
  }
}
