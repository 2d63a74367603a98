/** What this machine and this disk take at least, whoever asks: a commit, a process, a round trip. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import type { Bench } from './bench.ts';
import { connectFloor } from './lanes.ts';

export async function measureMachine({ samples, floor, folder }: Bench): Promise<void> {
  const db = new SqliteConnection(join(folder, 'commit.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('create table if not exists rows (text text)');
  const insert = db.prepare('insert into rows values (?)');
  samples.add(
    'sqlite commit',
    'floor',
    took(50, () => void insert.run('x'.repeat(200))),
  );
  db.close();
  samples.add(
    'bash',
    'floor',
    took(20, () => void execFileSync('bash', ['-c', 'echo hi'])),
  );

  const client = await connectFloor(floor.port);
  const roundTrips: number[] = [];
  while (roundTrips.length < 300) {
    const startedAt = performance.now();
    await client.ask({ op: 'echo' });
    roundTrips.push(performance.now() - startedAt);
  }
  samples.add('round trip', 'floor', roundTrips);
  client.close();
}

function took(count: number, work: () => void): number[] {
  return Array.from({ length: count }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
}
