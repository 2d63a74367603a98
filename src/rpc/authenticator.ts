/**
 * Credentials. Three kinds: the operator's OPENFOAL_TOKEN and a browser's sign-in are the user; the token file is a service, which
 * can run, read and queue but neither approve nor sign anybody in. A sign-in is a cookie and a key, and neither alone is anybody
 * (decisions/0009). Only hashes are kept. Source: architecture.md §7.
 */
import { timingSafeEqual } from 'node:crypto';
import { appendAudit } from '../domain/audit/append-audit.ts';
import type { Clock, Ids, UnitOfWork } from '../domain/ports.ts';
import type { Actor, Scope } from '../domain/records.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { GuessLimit } from './rate-limit.ts';

export const OWNER: Actor & { type: 'user' } = { id: 'u_owner', type: 'user' };
export const LOCAL_SERVICE: Actor & { type: 'service' } = { id: 'svc_local', type: 'service' };
export type Caller = typeof OWNER | typeof LOCAL_SERVICE;

const CODE_TTL_MS = 5 * 60 * 1000;
export const SIGN_IN_TTL_MS = 30 * 24 * 60 * 60 * 1000;

export type Authenticator = {
  /** A code for a sign-in link: one use, five minutes. Only for the terminal of the gateway, never for a log. */
  mintCode(): string;
  /**
   * Trades a sign-in code (or the operator's token) for the two secrets of a sign-in.
   * @throws ProtocolError UNAUTHORIZED, RATE_LIMITED after too many guesses from this address
   */
  signIn(code: string, from: { remoteAddress: string; traceId: string }): Promise<SignIn & { maxAgeMs: number }>;
  signOut(signIn: SignIn): Promise<void>;
  /**
   * Who the credentials belong to. A token beats a sign-in; a token that is wrong is refused even beside a good sign-in.
   * @throws ProtocolError RATE_LIMITED after too many guesses from this address; one-time codes, the service token and sign-ins
   *   are too long to guess and do not count
   */
  identify(credentials: Credentials, remoteAddress: string): Promise<Caller | undefined>;
};

/** `cookie` goes to every port of the host, `key` only to the page of this one. */
export type SignIn = { cookie: string; key: string };
type Credentials = { token?: string | undefined; cookie?: string | undefined; signInKey?: string | undefined };

type Deps = {
  uow: UnitOfWork;
  clock: Clock;
  ids: Ids;
  scope: Scope;
  operatorToken: string | undefined;
  serviceToken: string;
  guesses: GuessLimit;
  newSecret: () => string;
  hashSecret: (secret: string) => string;
};

export function createAuthenticator(deps: Deps): Authenticator {
  const { uow, clock, hashSecret, newSecret, guesses } = deps;
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

  /** The operator's token is a person's choice, so only here can guessing lead anywhere. */
  function isOperator(hash: string, remoteAddress: string): Promise<boolean> {
    return guesses.attempt(remoteAddress, () => operatorHash !== undefined && equal(hash, operatorHash));
  }

  const rowOf = ({ cookie, key }: SignIn): string => hashSecret(`${cookie}.${key}`);

  return {
    mintCode: () => {
      const code = newSecret();
      codes.set(hashSecret(code), clock.now() + CODE_TTL_MS);
      return code;
    },
    signIn: async (code, { remoteAddress, traceId }) => {
      const codeHash = hashSecret(code);
      const accepted = takeCode(codeHash) || (await isOperator(codeHash, remoteAddress));
      const signIn: SignIn = { cookie: newSecret(), key: newSecret() };
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
          tokenHash: rowOf(signIn),
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
      return { ...signIn, maxAgeMs: SIGN_IN_TTL_MS };
    },
    signOut: async (signIn) => {
      await uow.transaction((tx) => tx.signIns.delete(tenantId, rowOf(signIn)));
    },
    identify: async ({ token, cookie, signInKey }, remoteAddress) => {
      if (token !== undefined) {
        const hash = hashSecret(token);
        if (equal(hash, serviceHash)) return LOCAL_SERVICE;
        return (await isOperator(hash, remoteAddress)) ? OWNER : undefined;
      }
      if (cookie === undefined || signInKey === undefined) return undefined;
      const signIn = await uow.read.signIns.find(tenantId, rowOf({ cookie, key: signInKey }));
      return signIn && signIn.expiresAt > clock.now() ? OWNER : undefined;
    },
  };
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
