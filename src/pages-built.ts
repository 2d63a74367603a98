/** Whether the pages at hand were built from the sources at hand: a hash of these stands beside the build. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

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

/** Reads one file after the other, so that a gateway that asks goes on with its work. */
export async function pagesAreBuilt(root: string): Promise<boolean> {
  return isMarked(root, await markOfSources(root));
}

export function isMarked(root: string, mark: string): boolean {
  try {
    readFileSync(join(root, '.next/BUILD_ID'));
    return readFileSync(join(root, STAMP), 'utf8') === mark;
  } catch {
    return false;
  }
}

export function markBuilt(root: string, mark: string): void {
  writeFileSync(join(root, STAMP), mark);
}

export async function markOfSources(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for await (const file of filesBelow(join(root, source)))
      hash
        .update(file.slice(root.length))
        .update('\0')
        .update(await readFile(file));
  }
  return hash.digest('hex');
}

async function* filesBelow(path: string): AsyncGenerator<string> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return;
  if (!stats.isDirectory()) yield path;
  else for (const name of (await readdir(path)).sort()) yield* filesBelow(join(path, name));
}
