import { executorContract } from './contract/executor-contract.ts';
import { makeHostSubject } from './contract/host-subject.ts';
import { pathAttackContract } from './contract/path-attacks.ts';
import { probeContainment } from './probe-containment.ts';

const containment = await probeContainment(process.env);

executorContract('paths, in namespaces', async () => makeHostSubject(containment), [pathAttackContract]);
executorContract(
  'paths, in a process group and without ripgrep',
  async () => makeHostSubject({ kind: 'process-group', reason: 'asked for by the test' }, { useRipgrep: false }),
  [pathAttackContract],
);
