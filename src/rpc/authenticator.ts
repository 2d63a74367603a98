/**
 * Credentials. Three kinds: the operator's OPENFOAL_TOKEN and a browser's cookie are the user; the token file is a service, which
 * can run, read and queue but neither approve nor sign anybody in. Only hashes are kept. Source: architecture.md §7.
 */
import { timingSafeEqual } from 'node:crypto';
import { appendAudit } from '../domain/audit/append-audit.ts';
import type { Clock, Ids, UnitOfWork } from '../domain/ports.ts';
import type { Actor, Scope } from '../domain/records.ts';
import { ProtocolError } from '../protocol/errors.ts';

export const OWNER: Actor & { type: 'user' } = { id: 'u_owner', type: 'user' };
export const LOCAL_SERVICE: Actor & { type: 'service' } = { id: 'svc_local', type: 'service' };
export type Caller = typeof OWNER | typeof LOCAL_SERVICE;

const CODE_TTL_MS = 5 * 60 * 1000;
export const SIGN_IN_TTL_MS = 30 * 24 * 60 * 60 * 1000;

export type Authenticator = {
  /** A code for a sign-in link: one use, five minutes. Only for the terminal of the gateway, never for a log. */
  mintCode(): string;
  /**
   * Trades a sign-in code (or the operator's token) for the secret of a cookie.
   * @throws ProtocolError UNAUTHORIZED
   */
  signIn(code: string, traceId: string): Promise<{ secret: string; maxAgeMs: number }>;
  signOut(secret: string): Promise<void>;
  /** Who the credentials belong to. A token beats a cookie; a token that is wrong is refused even beside a good cookie. */
  identify(credentials: { token?: string | undefined; cookie?: string | undefined }): Promise<Caller | undefined>;
};

type Deps = {
  uow: UnitOfWork;
  clock: Clock;
  ids: Ids;
  scope: Scope;
  operatorToken: string | undefined;
  serviceToken: string;
  newSecret: () => string;
  hashSecret: (secret: string) => string;
};

export function createAuthenticator(deps: Deps): Authenticator {
  const { uow, clock, hashSecret, newSecret } = deps;
  const { tenantId } = deps.scope;
  const operatorHash = deps.operatorToken === undefined ? undefined : hashSecret(deps.operatorToken);
  const serviceHash = hashSecret(deps.serviceToken);
  /** Hash of the code → when it ends. */
  const codes = new Map<string, number>();

  function takeCode(codeHash: string): boolean {
    const now = clock.now();
    for (const [known, expiresAt] of codes) if (expiresAt <= now) codes.delete(known);
    return codes.delete(codeHash);
  }

  return {
    mintCode: () => {
      const code = newSecret();
      codes.set(hashSecret(code), clock.now() + CODE_TTL_MS);
      return code;
    },
    signIn: async (code, traceId) => {
      const codeHash = hashSecret(code);
      const accepted = takeCode(codeHash) || (operatorHash !== undefined && equal(codeHash, operatorHash));
      const secret = newSecret();
      const now = clock.now();
      await uow.transaction(async (tx) => {
        await appendAudit(
          tx,
          deps,
          { scope: deps.scope, actor: accepted ? OWNER : { id: 'anonymous', type: 'system' }, traceId },
          { action: 'auth.sign_in', resource: 'session', outcome: accepted ? 'allowed' : 'denied', detail: {} },
        );
        if (!accepted) return;
        await tx.signIns.deleteExpired(tenantId, now);
        await tx.signIns.insert({
          tenantId,
          tokenHash: hashSecret(secret),
          actorId: OWNER.id,
          createdAt: now,
          expiresAt: now + SIGN_IN_TTL_MS,
        });
      });
      if (!accepted) {
        throw new ProtocolError(
          'UNAUTHORIZED',
          'This sign-in code is used up or too old: get a new link from the terminal.',
        );
      }
      return { secret, maxAgeMs: SIGN_IN_TTL_MS };
    },
    signOut: async (secret) => {
      await uow.transaction((tx) => tx.signIns.delete(tenantId, hashSecret(secret)));
    },
    identify: async ({ token, cookie }) => {
      if (token !== undefined) {
        const hash = hashSecret(token);
        if (operatorHash !== undefined && equal(hash, operatorHash)) return OWNER;
        return equal(hash, serviceHash) ? LOCAL_SERVICE : undefined;
      }
      if (cookie === undefined) return undefined;
      const signIn = await uow.read.signIns.find(tenantId, hashSecret(cookie));
      return signIn && signIn.expiresAt > clock.now() ? OWNER : undefined;
    },
  };
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
