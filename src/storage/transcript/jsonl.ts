/**
 * Transcripts: the journal of each session as an append-only file of lines. The database is the truth and the file is derived:
 * it is written after the commit, a torn tail is cut off before the next append, and what is missing is read from the journal.
 * Source: architecture.md §2.
 */
import { open, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, JournalReader, Log } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import type { Envelope } from '../../protocol/events.ts';
import { formatLine, seqOfLine } from './line.ts';

const FLUSH_MS = 100;
const PAGE = 1000;
const TAIL_BYTES = 64 * 1024;

export type Transcripts = {
  /** Notes events that are committed; they reach the file a moment later. */
  note(envelopes: readonly Envelope[]): void;
  /** Brings a session's file up to the journal, cutting off a torn tail. */
  catchUp(scope: Scope, sessionId: string): Promise<void>;
  /** Compares a whole file with the journal and writes it anew if anything differs. Answers whether it was rewritten. */
  repair(scope: Scope, sessionId: string): Promise<boolean>;
  /** Resolves when everything noted is in the files. */
  flush(): Promise<void>;
};

export function createTranscripts(options: {
  folder: string;
  journal: () => JournalReader;
  clock: Clock;
  log: Log;
}): Transcripts {
  const { folder, journal, clock, log } = options;
  const noted = new Map<string, { scope: Scope; envelopes: Envelope[] }>();
  /** The last seq in each file that this process has looked at. */
  const written = new Map<string, number>();
  let cancelTimer: (() => void) | undefined;
  let flushing: Promise<void> = Promise.resolve();

  const fileOf = (sessionId: string) => join(folder, `${sessionId}.jsonl`);

  function flush(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    flushing = flushing.then(async () => {
      const batch = [...noted];
      noted.clear();
      for (const [sessionId, { scope, envelopes }] of batch) {
        try {
          await append(scope, sessionId, envelopes);
        } catch (error) {
          // The file is derived: what is missing now is caught up at the next append, or by `openfoal repair`.
          written.delete(sessionId);
          log.warn({ session: sessionId, tenant: scope.tenantId, err: error }, 'transcript could not be written');
        }
      }
    });
    return flushing;
  }

  async function append(scope: Scope, sessionId: string, envelopes: readonly Envelope[]): Promise<void> {
    const [first] = envelopes;
    if (!first) return;
    if (written.get(sessionId) !== first.seq - 1) return catchUp(scope, sessionId);
    await appendLines(fileOf(sessionId), envelopes);
    written.set(sessionId, first.seq - 1 + envelopes.length);
  }

  async function catchUp(scope: Scope, sessionId: string): Promise<void> {
    const file = fileOf(sessionId);
    let seq = await cutTornTail(file);
    for (;;) {
      const page = await journal().readSession(scope, sessionId, { afterSeq: seq, limit: PAGE });
      await appendLines(file, page);
      seq = page.at(-1)?.seq ?? seq;
      if (page.length < PAGE) break;
    }
    written.set(sessionId, seq);
  }

  return {
    note: (envelopes) => {
      for (const envelope of envelopes) {
        const entry = noted.get(envelope.sessionId);
        if (entry) entry.envelopes.push(envelope);
        else {
          const scope = { tenantId: envelope.tenantId, workspaceId: envelope.workspaceId };
          noted.set(envelope.sessionId, { scope, envelopes: [envelope] });
        }
      }
      cancelTimer ??= clock.after(FLUSH_MS, () => void flush());
    },
    catchUp,
    repair: async (scope, sessionId) => {
      const file = fileOf(sessionId);
      const lines: string[] = [];
      for (let seq = 0; ; ) {
        const page = await journal().readSession(scope, sessionId, { afterSeq: seq, limit: PAGE });
        lines.push(...page.map(formatLine));
        seq = page.at(-1)?.seq ?? seq;
        if (page.length < PAGE) break;
      }
      const wanted = lines.join('');
      const current = await readFile(file, 'utf8').catch(() => undefined);
      if (current === wanted || (current === undefined && wanted === '')) return false;
      await writeFile(`${file}.new`, wanted, { mode: 0o600 });
      await rename(`${file}.new`, file);
      written.delete(sessionId);
      return true;
    },
    flush,
  };
}

async function appendLines(file: string, envelopes: readonly Envelope[]): Promise<void> {
  if (envelopes.length === 0) return;
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.appendFile(envelopes.map(formatLine).join(''));
  } finally {
    await handle.close();
  }
}

/** Cuts the file after its last whole line and answers the seq of that line; 0 for a file that is empty, missing or unreadable. */
async function cutTornTail(file: string): Promise<number> {
  const size = await stat(file).then(
    ({ size: bytes }) => bytes,
    () => 0,
  );
  for (let wanted = TAIL_BYTES; size > 0; wanted *= 8) {
    const from = Math.max(0, size - wanted);
    const tail = await readFrom(file, from, size - from);
    const end = tail.lastIndexOf(10) + 1;
    const start = end < 2 ? 0 : tail.lastIndexOf(10, end - 2) + 1;
    // The last whole line may begin before what was read.
    if (start === 0 && from > 0) continue;
    const seq = end === 0 ? undefined : seqOfLine(tail.subarray(start, end - 1).toString('utf8'));
    if (seq !== undefined) {
      if (from + end < size) await truncate(file, from + end);
      return seq;
    }
    await truncate(file, from + start);
    return cutTornTail(file);
  }
  return 0;
}

async function readFrom(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
