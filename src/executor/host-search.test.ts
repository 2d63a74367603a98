import { executorContract } from './contract/executor-contract.ts';
import { makeHostSubject } from './contract/host-subject.ts';
import { searchingContract } from './contract/searching.ts';
import { probeContainment } from './probe-containment.ts';

const containment = await probeContainment(process.env);

// The same table twice: what is found must not depend on whether the machine has ripgrep.
for (const useRipgrep of [true, false]) {
  const name = `searching ${useRipgrep ? 'with' : 'without'} ripgrep`;
  executorContract(name, async () => makeHostSubject(containment, { useRipgrep }), [searchingContract]);
}
