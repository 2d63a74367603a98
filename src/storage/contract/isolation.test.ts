/** An object of another tenant, or of another workspace of the same tenant, is invisible to every method there is. */
import { expect, test } from 'vitest';
import type { Stores } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { searchDocs } from '../../domain/search/search-docs.ts';
import { onBothDatabases } from './both-databases.ts';
import {
  approvalRecord,
  attachmentRecord,
  auditRecord,
  deltaDraft,
  idempotencyRecord,
  messageRecord,
  policyRecord,
  runRecord,
  sessionRecord,
  signInRecord,
  spendRecord,
  toolRunRecord,
} from './records.fixture.ts';

type Probe = { [S in keyof Stores]: { [M in keyof Stores[S]]?: (stores: Stores, scope: Scope) => Promise<unknown> } };

const page = { limit: 9 };
const ALWAYS = { from: 0, to: 1e9, bucketMs: 1e9 };
const HELLO = [{ kind: 'terms', terms: ['hello'], prefix: false }] as const;
const statuses = ['pending', 'approved'] as const;

/** Each method, asked for the object that somebody else has. */
const BY_WORKSPACE: Probe = {
  sessions: {
    get: (s, scope) => s.sessions.get(scope, 'ses_1'),
    getByKey: (s, scope) => s.sessions.getByKey(scope, 'key'),
    update: (s, scope) => s.sessions.update(scope, 'ses_1', { title: 'stolen' }),
    lock: (s, scope) => s.sessions.lock(scope, 'ses_1', 'run_x'),
    list: (s, scope) => s.sessions.list(scope, { archived: false }, page),
    listDeleted: (s, scope) => s.sessions.listDeleted(scope, { deletedAfter: 0 }, page),
    deleteRows: (s, scope) => s.sessions.deleteRows(scope, 'ses_gone', 9),
    delete: (s, scope) => s.sessions.delete(scope, 'ses_gone').then(() => undefined),
  },
  runs: {
    get: (s, scope) => s.runs.get(scope, 'run_1'),
    update: (s, scope) => s.runs.update(scope, 'run_1', { steps: 99 }),
    continuationOf: (s, scope) => s.runs.continuationOf(scope, 'run_0'),
    queued: (s, scope) => s.runs.queued(scope, 'ses_1'),
    list: (s, scope) => s.runs.list(scope, {}, page),
  },
  messages: {
    after: (s, scope) => s.messages.after(scope, 'ses_1', 0),
    get: (s, scope) => s.messages.get(scope, 'msg_1'),
    between: (s, scope) => s.messages.between(scope, 'ses_1', { afterSeq: 0, throughSeq: 9 }),
    ofRun: (s, scope) => s.messages.ofRun(scope, 'run_1'),
  },
  search: {
    find: async (s, scope) => (await s.search.find(scope, HELLO, page)).docs,
    deleteOfSession: async (s, scope) => {
      await s.search.deleteOfSession(scope, 'ses_none');
      return (await s.search.find(scope, HELLO, page)).docs;
    },
  },
  metrics: {
    liveRuns: (s, scope) => s.metrics.liveRuns(scope),
    pendingApprovals: async (s, scope) => (await s.metrics.pendingApprovals(scope)).count,
    runsStarted: (s, scope) => s.metrics.runsStarted(scope, ALWAYS),
    runsEnded: (s, scope) => s.metrics.runsEnded(scope, ALWAYS),
    runTimes: (s, scope) => s.metrics.runTimes(scope, ALWAYS, 9),
    toolRuns: (s, scope) => s.metrics.toolRuns(scope, ALWAYS),
    toolTimes: (s, scope) => s.metrics.toolTimes(scope, ALWAYS, 9),
    approvals: (s, scope) => s.metrics.approvals(scope, ALWAYS),
    approvalTimes: (s, scope) => s.metrics.approvalTimes(scope, ALWAYS, 9),
    spend: (s, scope) => s.metrics.spend(scope, ALWAYS, ['2026-11-01']),
  },
  attachments: {
    get: (s, scope) => s.attachments.get(scope, 'att_1'),
    noteUse: (s, scope) => s.attachments.noteUse(scope, 'ses_gone', ['att_gone']),
    release: (s, scope) => s.attachments.release(scope, 'ses_gone'),
    advance: (s, scope) => s.attachments.advance(scope, 'att_1', 5, attachmentRecord(scope, 'att_1', { received: 6 })),
  },
  toolRuns: {
    get: (s, scope) => s.toolRuns.get(scope, 'call_1'),
    update: (s, scope) => s.toolRuns.update(scope, 'call_1', { exitCode: 99 }),
    move: (s, scope) => s.toolRuns.move(scope, 'call_1', 'pending', { status: 'running' }),
    ofRun: (s, scope) => s.toolRuns.ofRun(scope, 'run_1'),
  },
  approvals: {
    get: (s, scope) => s.approvals.get(scope, 'apr_1'),
    decide: (s, scope) => s.approvals.decide(scope, 'apr_1', { status: 'approved' }),
    pendingOfRun: (s, scope) => s.approvals.pendingOfRun(scope, 'run_1'),
    pendingOfSession: (s, scope) => s.approvals.pendingOfSession(scope, 'ses_1'),
    grant: (s, scope) => s.approvals.grant(scope, 'ses_1', 'granted'),
    count: (s, scope) => s.approvals.count(scope, { status: statuses }),
    list: (s, scope) => s.approvals.list(scope, { status: statuses }, page),
  },
  policies: {
    current: (s, scope) => s.policies.current(scope),
    list: (s, scope) => s.policies.list(scope, page),
  },
  audit: {
    chainHead: (s, scope) => s.audit.chainHead(scope, 'system'),
    query: (s, scope) => s.audit.query(scope, {}, page),
    chains: (s, scope) => s.audit.chains(scope),
    chain: (s, scope) => s.audit.chain(scope, 'system'),
  },
  idempotency: {},
  spend: {
    settle: async (s, scope) => {
      await s.spend.settle(scope, 'spd_1', 0);
      return s.spend.spentByRun(scope, 'run_1');
    },
    dropUnsettled: async (s, scope) => {
      await s.spend.dropUnsettled(scope, 'run_1', 2);
      return s.spend.spentByRun(scope, 'run_1');
    },
    spentByRun: (s, scope) => s.spend.spentByRun(scope, 'run_1'),
    spentOnDay: (s, scope) => s.spend.spentOnDay(scope, '2026-11-01'),
  },
  signIns: {},
  journal: {
    readAfter: (s, scope) => s.journal.readAfter(scope, 0, page),
    readSession: (s, scope) => s.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 9 }),
    readSessionJson: (s, scope) => s.journal.readSessionJson(scope, 'ses_1', { afterSeq: 0, limit: 9 }),
    append: (s, scope) => s.journal.append(scope, [deltaDraft('ses_1')]),
  },
};

/** These belong to a tenant as a whole. */
const BY_TENANT: Probe = {
  sessions: {
    changedSince: (s, { tenantId }) => s.sessions.changedSince(tenantId, 0),
    nextToPurge: (s, { tenantId }) => s.sessions.nextToPurge(tenantId, 9),
  },
  runs: { unfinished: (s, { tenantId }) => s.runs.unfinished(tenantId) },
  messages: {},
  metrics: {},
  search: {
    backlog: (s, { tenantId }) => s.search.backlog(tenantId, 9),
    advance: (s, { tenantId }) => s.search.advance(tenantId, 'all', 'none'),
  },
  attachments: {
    keysInUse: (s, { tenantId }) => s.attachments.keysInUse(tenantId),
    deleteStale: (s, { tenantId }) => s.attachments.deleteStale(tenantId, 1e9),
  },
  toolRuns: {},
  approvals: { nextToExpire: (s, { tenantId }) => s.approvals.nextToExpire(tenantId, 9) },
  policies: {},
  audit: {},
  idempotency: {
    find: (s, { tenantId }) => s.idempotency.find(tenantId, 'usr_1', 'agent.run', 'key'),
    settle: async (s, scope) => {
      await s.idempotency.settle(idempotencyRecord(scope, 'key'));
      return s.idempotency.find(scope.tenantId, 'usr_1', 'agent.run', 'key');
    },
    deleteBefore: (s, { tenantId }) => s.idempotency.deleteBefore(tenantId, 1e9),
  },
  spend: {},
  signIns: {
    find: (s, { tenantId }) => s.signIns.find(tenantId, 'hash'),
    delete: (s, { tenantId }) => s.signIns.delete(tenantId, 'hash'),
    deleteExpired: (s, { tenantId }) => s.signIns.deleteExpired(tenantId, 1e9),
  },
  journal: {
    head: (s, { tenantId }) => s.journal.head(tenantId),
    journalId: async (s, { tenantId }) =>
      (await s.journal.journalId(tenantId)) === 'jnl_owner' ? 'leaked' : undefined,
  },
};

/** Everything that the owner has, as one value. */
async function everything(stores: Stores, scope: Scope): Promise<unknown> {
  const { tenantId } = scope;
  return {
    session: await stores.sessions.get(scope, 'ses_1'),
    run: await stores.runs.get(scope, 'run_1'),
    messages: await stores.messages.after(scope, 'ses_1', 0),
    attachment: await stores.attachments.get(scope, 'att_1'),
    gone: [await stores.sessions.get(scope, 'ses_gone'), await stores.attachments.get(scope, 'att_gone')],
    toolRun: await stores.toolRuns.get(scope, 'call_1'),
    approvals: await stores.approvals.list(scope, { status: statuses }, page),
    policy: await stores.policies.current(scope),
    audit: await stores.audit.chain(scope, 'system'),
    key: await stores.idempotency.find(tenantId, 'usr_1', 'agent.run', 'key'),
    spent: await stores.spend.spentByRun(scope, 'run_1'),
    signIn: await stores.signIns.find(tenantId, 'hash'),
    events: await stores.journal.readSession(scope, 'ses_1', { afterSeq: 0, limit: 9 }),
  };
}

function probesOf(probe: Probe): [string, (stores: Stores, scope: Scope) => Promise<unknown>][] {
  return Object.entries(probe).flatMap(([store, methods]) =>
    Object.entries(methods).map(([method, ask]): [string, typeof ask] => [`${store}.${method}`, ask]),
  );
}

onBothDatabases('isolation', (subject) => {
  async function ownedByOne(): Promise<Scope> {
    const { uow, tenant, write } = subject();
    const owner = await tenant();
    await write(({ search }) => search.advance(owner.tenantId, 'none', 'all'));
    await uow.transaction(async (tx) => {
      await tx.sessions.insert(sessionRecord(owner, 'ses_1', { sessionKey: 'key' }));
      await tx.sessions.insert(sessionRecord(owner, 'ses_gone', { deletedAt: 1, purgedAt: 2 }));
      await tx.sessions.insert(sessionRecord(owner, 'ses_deleted', { deletedAt: 1 }));
      await tx.runs.insert(runRecord(owner, 'run_gone', { sessionId: 'ses_gone' }));
      await tx.attachments.insert(attachmentRecord(owner, 'att_gone'));
      await tx.attachments.noteUse(owner, 'ses_gone', ['att_gone']);
      await tx.runs.insert(runRecord(owner, 'run_1', { status: 'queued', continuesRunId: 'run_0' }));
      await tx.messages.insert([messageRecord(owner, 'msg_1')]);
      await tx.search.insert(searchDocs(messageRecord(owner, 'msg_1')));
      await tx.attachments.insert(attachmentRecord(owner, 'att_1'));
      await tx.runs.insert(runRecord(owner, 'run_ended', { status: 'completed', startedAt: 1, endedAt: 2 }));
      await tx.toolRuns.insert([toolRunRecord(owner, 'call_1')]);
      await tx.toolRuns.insert([toolRunRecord(owner, 'call_ended', { runId: 'run_2', startedAt: 1, endedAt: 2 })]);
      await tx.approvals.insert(approvalRecord(owner, 'apr_1'));
      const granted = { status: 'approved', grantScope: 'session', digest: 'granted' } as const;
      await tx.approvals.insert(approvalRecord(owner, 'apr_2', granted));
      await tx.policies.insert(policyRecord(owner, 1));
      await tx.audit.insert(auditRecord(owner, 'aud_1'));
      await tx.idempotency.insert(idempotencyRecord(owner, 'key'));
      await tx.spend.insert(spendRecord(owner, 'spd_1'));
      await tx.spend.insert(spendRecord(owner, 'spd_2', { step: 2 }));
      await tx.spend.insert(spendRecord(owner, 'spd_3', { step: 3 }));
      await tx.signIns.insert(signInRecord(owner, 'hash'));
      await tx.journal.append(owner, [deltaDraft('ses_1')]);
    });
    return owner;
  }

  /** Asks in a transaction that is undone unless it went through; answers what was seen, `rejected` for an error. */
  async function ask(probe: (stores: Stores, scope: Scope) => Promise<unknown>, scope: Scope): Promise<unknown> {
    return subject()
      .uow.transaction((tx) => probe(tx, scope))
      .catch(() => 'rejected');
  }
  const nothing = [undefined, false, 0, 'rejected'];

  test('another workspace of the same tenant sees nothing and changes nothing, whatever it calls', async () => {
    const { uow } = subject();
    const owner = await ownedByOne();
    const before = await everything(uow.read, owner);
    const stranger = { ...owner, workspaceId: 'w_other' };
    for (const [name, probe] of probesOf(BY_WORKSPACE)) {
      const seen = await ask(probe, stranger);
      expect(
        Array.isArray(seen) ? seen.length === 0 : nothing.includes(seen as never),
        `${name} saw ${JSON.stringify(seen)}`,
      ).toBe(true);
    }
    expect(await everything(uow.read, owner)).toEqual(before);
  });

  test('another tenant sees nothing and changes nothing, whatever it calls', async () => {
    const { uow, tenant } = subject();
    const owner = await ownedByOne();
    const before = await everything(uow.read, owner);
    const stranger = await tenant();
    for (const [name, probe] of [...probesOf(BY_WORKSPACE), ...probesOf(BY_TENANT)]) {
      const seen = await ask(probe, stranger);
      expect(
        Array.isArray(seen) ? seen.length === 0 : nothing.includes(seen as never),
        `${name} saw ${JSON.stringify(seen)}`,
      ).toBe(true);
    }
    expect(await everything(uow.read, owner)).toEqual(before);
  });

  test('the owner sees through every probe, so that a probe that asks for nothing is found', async () => {
    const owner = await ownedByOne();
    const harmless = probesOf({ ...BY_WORKSPACE }).concat(probesOf(BY_TENANT));
    for (const [name, probe] of harmless) {
      if (name === 'journal.journalId') continue;
      const seen = await ask(probe, owner);
      if (/\.(deleteBefore|delete|deleteExpired|deleteStale|noteUse)$/.test(name)) continue;
      expect(Array.isArray(seen) ? seen.length > 0 : !nothing.includes(seen as never), name).toBe(true);
      // Deciding and claiming change what later probes look for.
      if (/\.(decide|move)$/.test(name)) {
        const { write } = subject();
        await write(({ toolRuns }) => toolRuns.update(owner, 'call_1', { status: 'pending' }));
        await write(({ approvals }) => approvals.insert(approvalRecord(owner, `apr_after_${name}`)));
      }
    }
  });

  test('every method of every store that names something is probed', () => {
    const { uow } = subject();
    const probed = new Set([...probesOf(BY_WORKSPACE), ...probesOf(BY_TENANT)].map(([name]) => name));
    const all = Object.entries(uow.read).flatMap(([store, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'insert')
        .map((method) => `${store}.${method}`),
    );
    expect([...probed].toSorted()).toEqual(all.toSorted());
  });
});
