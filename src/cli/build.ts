import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { processEnvironment } from '../config/environment.ts';
import { isMarked, markBuilt, markOfSources } from '../pages-built.ts';

/** `openfoal build`: what `npm run build` and the verification use, so that nobody builds the same sources twice. */
export async function build(): Promise<number> {
  await buildWhenNeeded(resolve(import.meta.dirname, '../..'));
  return 0;
}

/** Builds the pages unless the build at hand was made from these very sources. @throws Error when the build fails */
export async function buildWhenNeeded(root: string): Promise<void> {
  const mark = await markOfSources(root);
  if (isMarked(root, mark)) return;
  console.error('Building the pages (once after each change of them) …');
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      // A gateway that promises to talk to nobody does not let its build tool do so either.
      env: { ...processEnvironment(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    });
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error('the pages could not be built');
  markBuilt(root, mark);
}
