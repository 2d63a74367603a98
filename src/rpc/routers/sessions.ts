import { exportSession } from '../../domain/export/export-session.ts';
import { deleteSession, restoreSession } from '../../domain/session/delete-session.ts';
import { forkSession } from '../../domain/session/fork-session.ts';
import { openSession, resetSession, updateSession } from '../../domain/session/session-service.ts';
import { done, type Operations } from '../operations.ts';

export const sessions = ({ rpc, deps, queries }: Operations) => ({
  create: rpc.mutation('sessions.create', {
    before: async (_caller, { folder }) => (folder === undefined ? undefined : await deps.folders.choose(folder)),
    effect: (tx, caller, { params, seen: folder }) => done(openSession(tx, deps, caller, { ...params, folder })),
  }),
  update: rpc.mutation('sessions.update', {
    effect: (tx, caller, { params }) => done(updateSession(tx, deps, caller, params)),
  }),
  reset: rpc.mutation('sessions.reset', {
    effect: (tx, caller, { params }) => done(resetSession(tx, deps, caller, params)),
  }),
  delete: rpc.mutation('sessions.delete', {
    effect: (tx, caller, { params }) => done(deleteSession(tx, deps, caller, params)),
  }),
  restore: rpc.mutation('sessions.restore', {
    effect: (tx, caller, { params }) => done(restoreSession(tx, deps, caller, params)),
  }),
  fork: rpc.mutation('sessions.fork', {
    effect: (tx, caller, { params }) => done(forkSession(tx, deps, caller, params)),
  }),
  export: rpc.query('sessions.export', ({ scope }, params) => exportSession(deps.uow.read, scope, params)),
  list: rpc.query('sessions.list', ({ scope }, params) => queries['sessions.list'](scope, params)),
  get: rpc.query('sessions.get', ({ scope }, params) => queries['sessions.get'](scope, params)),
  search: rpc.query('sessions.search', ({ scope }, params) => queries['sessions.search'](scope, params)),
  history: rpc.query('sessions.history', ({ scope }, params) => queries['sessions.history'](scope, params)),
});

/** The event of one session, singular: `session.updated`. */
export const session = ({ subscriptions }: Operations) => ({
  updated: subscriptions.ofEvent('session.updated'),
});
