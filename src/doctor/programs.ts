import { execFile } from 'node:child_process';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

const TIMEOUT_MS = 3_000;

/** Programs that tools use when they are there. */
export async function checkPrograms(
  versionOf: (program: string) => Promise<string | undefined> = askVersion,
): Promise<Finding[]> {
  const [ripgrep, git] = await Promise.all([versionOf('rg'), versionOf('git')]);
  return [
    ripgrep === undefined ? findingOf('ripgrep', 'none') : findingOf('ripgrep', 'found', { version: ripgrep }),
    git === undefined ? findingOf('git', 'none') : findingOf('git', 'found', { version: git }),
  ];
}

function askVersion(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: TIMEOUT_MS }, (error, stdout) => {
      resolve(error ? undefined : stdout.split('\n', 1)[0]?.slice(0, 80));
    });
  });
}
