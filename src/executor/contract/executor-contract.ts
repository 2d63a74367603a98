import { afterAll, beforeAll, describe } from 'vitest';
import { commandContract } from './commands.ts';
import { outputContract } from './output.ts';
import { readingContract } from './reading.ts';
import { stoppingContract, treeContract } from './stopping.ts';
import type { Subject, SubjectOf } from './subject.ts';
import { writingContract } from './writing.ts';

type Part = (subject: SubjectOf) => void;

/**
 * The conformance suite of src/executor/port.ts: every implementation passes every case. `parts` is for implementations that
 * promise less and say so (a process group lets processes escape): they run the parts that they do promise.
 */
export function executorContract(
  name: string,
  makeExecutor: () => Promise<Subject>,
  parts: Part[] = [commandContract, outputContract, stoppingContract, treeContract, readingContract, writingContract],
): void {
  describe(`${name}`, () => {
    let subject: Subject | undefined;
    beforeAll(async () => {
      subject = await makeExecutor();
    });
    afterAll(async () => {
      await subject?.close();
    });
    const subjectOf = () => {
      if (!subject) throw new Error('the subject is made before the first test');
      return subject;
    };
    for (const part of parts) part(subjectOf);
  });
}
