import type { Operations } from '../operations.ts';

export const runs = ({ rpc, queries }: Operations) => ({
  list: rpc.query('runs.list', ({ scope }, params) => queries['runs.list'](scope, params)),
  get: rpc.query('runs.get', ({ scope }, params) => queries['runs.get'](scope, params)),
});
