import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { processEnvironment } from '../config/environment.ts';

/** What the pages are built from. */
const SOURCES = [
  'src/app',
  'src/ui',
  'src/client',
  'src/protocol',
  'public',
  'next.config.mjs',
  'postcss.config.mjs',
  'package-lock.json',
];
const STAMP = '.next/openfoal-build';

/** `openfoal build`: what `npm run build` and the verification use, so that nobody builds the same sources twice. */
export async function build(): Promise<number> {
  await buildWhenNeeded(resolve(import.meta.dirname, '../..'));
  return 0;
}

/** Builds the pages unless the build at hand was made from these very sources. @throws Error when the build fails */
export async function buildWhenNeeded(root: string): Promise<void> {
  const wanted = sourceHash(root);
  if (readStamp(root) === wanted) return;
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
  writeFileSync(join(root, STAMP), wanted);
}

/** Whether the pages at hand were built from these very sources. */
export function pagesAreBuilt(root: string): boolean {
  return readStamp(root) === sourceHash(root);
}

function readStamp(root: string): string | undefined {
  try {
    readFileSync(join(root, '.next/BUILD_ID'));
    return readFileSync(join(root, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

function sourceHash(root: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesBelow(join(root, source)))
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
