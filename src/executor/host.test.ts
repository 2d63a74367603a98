import { commandContract } from './contract/commands.ts';
import { executorContract } from './contract/executor-contract.ts';
import { makeHostSubject } from './contract/host-subject.ts';
import { outputContract } from './contract/output.ts';
import { readingContract } from './contract/reading.ts';
import { stoppingContract } from './contract/stopping.ts';
import { writingContract } from './contract/writing.ts';
import { probeContainment } from './probe-containment.ts';

const containment = await probeContainment(process.env);

// On a system without namespaces the first suite would fail, not pass by a lesser promise: Linux is what the gateway runs on.
executorContract('the host executor in namespaces', async () => makeHostSubject(containment));

executorContract(
  'the host executor in a process group',
  async () => makeHostSubject({ kind: 'process-group', reason: 'asked for by the test' }),
  [commandContract, outputContract, stoppingContract, readingContract, writingContract],
);
