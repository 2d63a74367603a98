/** `connect`: who are you, do we speak the same protocol, which workspace. Source: protocol.md §2. */
import type { Clock, JournalReader, Log } from '../domain/ports.ts';
import type { Scope } from '../domain/records.ts';
import { toTimestamp } from '../domain/time.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { EVENT_NAMES } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { ConnectParams, ConnectResult } from '../protocol/methods/connect.ts';
import { METHOD_NAMES } from '../protocol/methods.ts';
import { PROTOCOL_VERSION, speaksProtocol } from '../protocol/version.ts';
import type { Authenticator } from './authenticator.ts';
import type { Connection } from './context.ts';
import type { MethodLimit } from './rate-limit.ts';

type Deps = {
  authenticator: Authenticator;
  methodLimit: MethodLimit;
  journal: () => JournalReader;
  clock: Clock;
  log: Log;
  scope: Scope;
  serverVersion: string;
};

export type Handshake = (connection: Connection, params: ConnectParams) => Promise<ConnectResult>;

/**
 * @throws ProtocolError PROTOCOL_UNSUPPORTED for another major version, UNAUTHORIZED for no or wrong credentials or when the
 *   connection already belongs to somebody else, NOT_FOUND for another workspace, RATE_LIMITED after too many wrong tokens
 *   or too many connects of one actor
 */
export function createHandshake(deps: Deps): Handshake {
  const { authenticator, methodLimit, journal, clock, log, scope, serverVersion } = deps;
  return async (connection, params) => {
    if (connection.who) await methodLimit('connect', connection.who.actor.id);
    const theirs = params.protocolVersion ?? PROTOCOL_VERSION;
    if (!speaksProtocol(theirs)) {
      throw new ProtocolError(
        'PROTOCOL_UNSUPPORTED',
        `This gateway speaks protocol ${PROTOCOL_VERSION} and the client ${theirs}: use a client of the same major version.`,
        { details: { server: PROTOCOL_VERSION, client: theirs } },
      );
    }
    const credentials = {
      token: params.token ?? undefined,
      cookie: connection.cookie,
      signInKey: params.signInKey ?? undefined,
    };
    const actor = await authenticator.identify(credentials, connection.remoteAddress);
    if (!actor) throw new ProtocolError('UNAUTHORIZED');
    if (!connection.who) await methodLimit('connect', actor.id);
    if (connection.who && connection.who.actor.id !== actor.id) {
      throw new ProtocolError('UNAUTHORIZED', 'This connection belongs to another actor: open a new one.');
    }
    if ((params.workspaceId ?? scope.workspaceId) !== scope.workspaceId) {
      throw new ProtocolError('NOT_FOUND', 'There is no such workspace: leave workspaceId out.');
    }
    if (!connection.who) {
      const { clientName: client, clientVersion } = params;
      log.info(
        { connection: connection.id, client, client_version: clientVersion, actor: actor.id },
        'client connected',
      );
    }
    connection.who = { actor, scope };
    connection.socket.connected();
    return {
      protocolVersion: PROTOCOL_VERSION,
      serverVersion,
      serverTime: toTimestamp(clock.now()),
      connectionId: connection.id,
      tenantId: scope.tenantId,
      workspaceId: scope.workspaceId,
      actor,
      methods: [...METHOD_NAMES],
      events: [...EVENT_NAMES],
      limits: {
        maxMessageBytes: LIMITS.maxMessageBytes,
        maxBatch: LIMITS.maxBatch,
        maxSubscriptions: LIMITS.maxSubscriptions,
        messagesPerSecond: LIMITS.messagesPerSecond,
      },
      stateVersion: await journal().head(scope.tenantId),
    };
  };
}
