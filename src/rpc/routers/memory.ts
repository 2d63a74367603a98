import { appendMemory, getMemory, listMemory, updateMemory } from '../../domain/memory/memory-service.ts';
import type { Operations } from '../operations.ts';

export const memory = ({ rpc, deps, memory: files }: Operations) => ({
  list: rpc.query('memory.list', ({ scope }) => listMemory(files, scope)),
  get: rpc.query('memory.get', ({ scope }, params) => getMemory(files, scope, params)),
  search: rpc.query('memory.search', async ({ scope }, { query, limit }) => ({
    hits: await files.search(scope, query, limit),
  })),
  append: rpc.mutationOutside('memory.append', (caller, params) =>
    appendMemory({ ...deps, memory: files }, caller, params),
  ),
  update: rpc.mutationOutside('memory.update', (caller, params) =>
    updateMemory({ ...deps, memory: files }, caller, params),
  ),
});
