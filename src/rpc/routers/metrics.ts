import type { Operations } from '../operations.ts';

export const metrics = ({ rpc, metrics: summary }: Operations) => ({
  summary: rpc.query('metrics.summary', ({ scope }, { window }) => summary(scope, window)),
});
