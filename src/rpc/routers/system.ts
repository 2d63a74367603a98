import type { Operations } from '../operations.ts';

export const system = ({ rpc, machine }: Operations) => ({
  doctor: rpc.query('system.doctor', async () => ({ findings: await machine.examine() })),
  config: rpc.query('system.config', async () => ({ settings: [...machine.settings] })),
});
