import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a write that does not fit on the disk is STORAGE_FULL and leaves the old content and nothing else', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-full-')));
  try {
    const fixture = join(import.meta.dirname, 'contract/full-disk.fixture.ts');
    // A small disk of its own, seen by this one process only.
    const script = 'mount -t tmpfs -o size=256k small "$1" && printf old > "$1/file" && exec "$2" "$3" "$1"';
    const user = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const args = [...user, '--mount', 'sh', '-c', script, 'sh', folder, process.execPath, fixture];
    expect(JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' }))).toEqual({
      outcome: 'STORAGE_FULL',
      file: 'old',
      names: ['file'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
