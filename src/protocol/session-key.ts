import { ProtocolError } from './errors.ts';

/** A session's canonical address. Source: protocol.md §5 "Session keys are canonical". */
export type SessionKey = {
  workspaceId: string;
  agentId: string;
  peer: { kind: 'main' } | { kind: 'dm' | 'group'; channel: string; id: string };
  threadId?: string;
};

const NAME = '[A-Za-z0-9][A-Za-z0-9_.-]{0,63}';
const GRAMMAR = new RegExp(
  `^workspace:(?<w>${NAME})/agent:(?<a>${NAME})/(?:(?<main>main)|(?<kind>dm|group):(?<channel>${NAME}):(?<id>${NAME}))(?::thread:(?<thread>${NAME}))?$`,
);

/** @throws ProtocolError INVALID_REQUEST when the key does not follow the grammar. */
export function parseSessionKey(key: string): SessionKey {
  const g = GRAMMAR.exec(key)?.groups;
  if (!g?.w || !g.a) {
    throw new ProtocolError(
      'INVALID_REQUEST',
      'sessionKey is not canonical: write workspace:<w>/agent:<a>/main, or dm:<channel>:<peer>, or group:<channel>:<id>, each with an optional :thread:<id>.',
    );
  }
  const peer: SessionKey['peer'] = g.main
    ? { kind: 'main' }
    : { kind: g.kind === 'dm' ? 'dm' : 'group', channel: g.channel ?? '', id: g.id ?? '' };
  return { workspaceId: g.w, agentId: g.a, peer, ...(g.thread ? { threadId: g.thread } : {}) };
}

/** The inverse of parseSessionKey. */
export function formatSessionKey(key: SessionKey): string {
  const peer = key.peer.kind === 'main' ? 'main' : `${key.peer.kind}:${key.peer.channel}:${key.peer.id}`;
  const thread = key.threadId === undefined ? '' : `:thread:${key.threadId}`;
  return `workspace:${key.workspaceId}/agent:${key.agentId}/${peer}${thread}`;
}
