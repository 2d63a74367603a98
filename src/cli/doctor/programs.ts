import { execFile } from 'node:child_process';
import { type Finding, ok, warn } from './finding.ts';

const TIMEOUT_MS = 3_000;

/** Programs that tools use when they are there. */
export async function checkPrograms(
  versionOf: (program: string) => Promise<string | undefined> = askVersion,
): Promise<Finding[]> {
  const [ripgrep, git] = await Promise.all([versionOf('rg'), versionOf('git')]);
  return [
    ok('ripgrep', ripgrep ?? 'not installed: file.search walks by itself, which is slower'),
    git === undefined ? warn('git', 'not installed', 'install git: agents use it all the time') : ok('git', git),
  ];
}

function askVersion(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: TIMEOUT_MS }, (error, stdout) => {
      resolve(error ? undefined : stdout.split('\n', 1)[0]?.slice(0, 80));
    });
  });
}
