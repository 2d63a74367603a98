/** What was measured on: a line for the head of a report. */
import { statfsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import SqliteConnection from 'better-sqlite3';

const FILE_SYSTEMS: Record<number, string> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs (nothing is really synced)',
  0x794c7630: 'overlayfs',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
};

export function machineFacts(): string {
  const db = new SqliteConnection(':memory:');
  const sqlite = String(db.prepare('select sqlite_version()').pluck().get());
  db.close();
  const { type } = statfsSync(tmpdir());
  return [
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${process.platform} ${release().split('-')[0]}`,
    FILE_SYSTEMS[type] ?? 'another file system',
    `Node ${process.versions.node}`,
    `SQLite ${sqlite}`,
    `load when it ended ${loadavg()[0]?.toFixed(1)} (about 1.5 is the benchmark itself)`,
  ].join(' · ');
}
