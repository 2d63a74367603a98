/** What an export for people says of an event: an entry with a heading and blocks, before anything of HTML or Markdown. Pure. */
import type { ApprovalDisplay } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';
import type { MessageRecord } from '../records.ts';

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

/** `messages` are those that were stored with the event. */
export function entriesOf(event: Envelope, messages: readonly MessageRecord[]): Entry[] {
  const said = messages.filter(({ role }) => role === 'assistant').map((message) => answer(message, event.createdAt));
  return [...said, ...entryOf(event, messages)];
}

function answer({ parts }: MessageRecord, at: string): Entry {
  const blocks = parts.flatMap((part): Block[] => {
    if (part.type === 'reasoning') return [{ label: 'Reasoning', text: part.text }];
    return part.type === 'text' ? [{ text: part.text }] : [];
  });
  return { role: 'assistant', heading: 'Assistant', at, blocks };
}

function entryOf(event: Envelope, messages: readonly MessageRecord[]): Entry[] {
  const at = event.createdAt;
  switch (event.event) {
    case 'agent.accepted': {
      const { status, continuesRunId, input } = event.payload;
      if (status === 'queued') return [];
      if (continuesRunId !== undefined) return [{ role: 'note', heading: 'Continued', at, blocks: [] }];
      const attached = messages.flatMap(({ parts }) =>
        parts.flatMap((part): [string, string][] =>
          part.type === 'attachment' ? [['Attachment', `${part.name} (${part.mediaType})`]] : [],
        ),
      );
      return [{ role: 'user', heading: 'User', at, blocks: [{ text: input }, ...factsOf(attached)] }];
    }
    case 'agent.tool_call': {
      const { toolName, args, risk, verdict } = event.payload;
      const facts = factsOf([
        ['Verdict', verdict.action],
        ['Rule', verdict.ruleId],
        ['Policy version', String(verdict.policyVersion)],
        ['Reason', verdict.reason],
        ['Risk', risk],
      ]);
      const blocks = [...facts, { label: 'Arguments', text: JSON.stringify(args, null, 2) }];
      return [{ role: 'tool', heading: 'Tool call', name: toolName, at, blocks }];
    }
    case 'agent.tool_result': {
      const { toolName, status, delta, exitCode, durationMs, truncatedBytes, error, output } = event.payload;
      if (delta !== undefined) return [];
      const facts = factsOf([
        ['Status', status],
        ['Exit code', exitCode],
        ['Duration', durationMs === undefined ? undefined : `${Math.round(durationMs)} ms`],
        ['Left out', truncatedBytes === undefined ? undefined : `${truncatedBytes} bytes`],
        ['Error', error && `${error.code}: ${error.message}`],
      ]);
      const blocks = output === undefined ? facts : [...facts, { label: 'Output', text: output }];
      return [{ role: 'tool', heading: 'Tool result', name: toolName, at, blocks }];
    }
    case 'approval.required': {
      const { toolName, ruleId, display, digest } = event.payload.approval;
      const facts = factsOf([
        ['Rule', ruleId],
        ['Folder', display.cwd],
        ['Runtime mode', display.mode],
        ['Digest', digest],
      ]);
      const blocks = [...facts, { label: 'What would run', text: whatWouldRun(display) }];
      return [{ role: 'tool', heading: 'Approval asked', name: toolName, at, blocks }];
    }
    case 'approval.resolved': {
      const { status, decidedBy, comment, scope } = event.payload;
      const facts = factsOf([
        ['Decision', status],
        ['By', decidedBy],
        ['Scope', status === 'approved' ? scope : undefined],
        ['Comment', comment],
      ]);
      return [{ role: 'tool', heading: 'Approval decided', at, blocks: facts }];
    }
    case 'agent.completed': {
      const { model, usage, steps, durationMs } = event.payload;
      const facts = factsOf([
        ['Model', model],
        ['Tokens', `${usage.inputTokens} in, ${usage.outputTokens} out`],
        ['Cost', usage.costUsd === undefined ? undefined : `$${usage.costUsd.toFixed(4)}`],
        ['Steps', String(steps)],
        ['Duration', `${Math.round(durationMs)} ms`],
      ]);
      return [{ role: 'note', heading: 'Run completed', at, blocks: facts }];
    }
    case 'agent.failed': {
      const { status, error } = event.payload;
      const facts = factsOf([
        ['Error', `${error.code}: ${error.message}`],
        ['Trace', error.traceId],
      ]);
      return [{ role: 'failure', heading: status === 'aborted' ? 'Run stopped' : 'Run failed', at, blocks: facts }];
    }
    case 'runtime.mode_changed': {
      const { previous, runtimeMode } = event.payload;
      const facts = factsOf([['Runtime mode', `${previous} to ${runtimeMode}`]]);
      return [{ role: 'note', heading: 'Runtime mode changed', at, blocks: facts }];
    }
    case 'session.updated': {
      const { notice } = event.payload;
      if (!notice) return [];
      const facts = factsOf([
        ['Kind', notice.kind],
        ['Message', notice.message],
        ['From', notice.from],
        ['To', notice.to],
      ]);
      return [{ role: 'note', heading: 'Notice', at, blocks: facts }];
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
