import type { Operations } from '../operations.ts';

export const audit = ({ rpc, queries }: Operations) => ({
  query: rpc.query('audit.query', ({ scope }, params) => queries['audit.query'](scope, params)),
});
