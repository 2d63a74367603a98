import { listTools } from '../../domain/policy/list-tools.ts';
import type { Operations } from '../operations.ts';

export const tools = ({ rpc, deps }: Operations) => ({
  list: rpc.query('tools.list', ({ scope }) => listTools(deps, scope)),
});
