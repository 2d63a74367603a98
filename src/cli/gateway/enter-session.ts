/** The session that a command works in: one that exists, or a new one in a folder, with a model, in a runtime mode. */
import { resolve } from 'node:path';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { RuntimeMode } from '../../protocol/entities.ts';
import { UsageError } from '../exit-codes.ts';

export type Place =
  | { sessionId: string }
  | { folder?: string | undefined; model?: string | undefined; runtimeMode?: RuntimeMode | undefined };

type Options = {
  session?: string | undefined;
  folder?: string | undefined;
  model?: string | undefined;
  mode?: string | undefined;
};

/** @throws UsageError for what only a new session takes, and for an unknown mode */
export function parsePlace({ session, folder, model, mode }: Options): Place {
  const runtimeMode = mode === undefined ? undefined : RuntimeMode.safeParse(mode).data;
  if (mode !== undefined && runtimeMode === undefined) throw new UsageError('--mode is local or cloud.');
  if (session === undefined) return { folder: folder === undefined ? undefined : resolve(folder), model, runtimeMode };
  const misplaced = Object.entries({ folder, model, mode }).find(([, value]) => value !== undefined);
  if (misplaced) throw new UsageError(`--${misplaced[0]} is for a new session; --session names one that exists.`);
  return { sessionId: session };
}

/** `lastSeq`: what happened in the session before. `key` makes the same session again when it is asked twice. */
export async function enterSession(
  client: GatewayClient,
  place: Place,
  key: string,
): Promise<{ sessionId: string; lastSeq: number }> {
  if ('sessionId' in place) {
    const { id, lastSeq } = await client.query('sessions.get', { sessionId: place.sessionId });
    return { sessionId: id, lastSeq };
  }
  const { id, lastSeq } = await client.mutate('sessions.create', place, { key: `${key}:session` });
  return { sessionId: id, lastSeq };
}
