/**
 * Transcripts: the journal of each session as an append-only file of lines. The database is the truth and the file is derived:
 * it is written after the commit, a torn tail is cut off before the next append, and what is missing is read from the journal.
 * Source: architecture.md §2.
 */
import { closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, JournalReader, Log } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import type { TranscriptFiles } from '../../domain/session/ports.ts';
import type { Envelope } from '../../protocol/events.ts';
import { appendLines, cutTornTail, openIfThere, readAt } from './file.ts';
import { formatLine } from './line.ts';

const FLUSH_MS = 100;
const PAGE = 1000;

export type Transcripts = TranscriptFiles & {
  /** Notes events that are committed; they reach the file a moment later. */
  note(envelopes: readonly Envelope[]): void;
  /** Brings a session's file up to the journal: a torn tail is cut off, a file of another journal is written anew. */
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
  let last: Promise<unknown> = Promise.resolve();

  const fileOf = (sessionId: string) => join(folder, `${sessionId}.jsonl`);

  /** One thing at a time: what reads the end of a file and what appends to it would otherwise write the same lines twice. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  }

  async function writeNoted(): Promise<void> {
    const batch = [...noted];
    noted.clear();
    for (const [sessionId, { scope, envelopes }] of batch) {
      try {
        await append(scope, sessionId, envelopes);
      } catch (error) {
        // What is missing now is caught up at the next append, at the next start, or by `openfoal repair`.
        written.delete(sessionId);
        log.warn({ session: sessionId, tenant: scope.tenantId, err: error }, 'transcript could not be written');
      }
    }
  }

  async function append(scope: Scope, sessionId: string, envelopes: readonly Envelope[]): Promise<void> {
    const end = written.get(sessionId);
    const [first] = envelopes;
    if (end === undefined || first === undefined || first.seq > end + 1) return catchUp(scope, sessionId);
    // Those that a catch-up has read from the journal meanwhile are there already.
    const missing = envelopes.filter(({ seq }) => seq > end);
    appendLines(fileOf(sessionId), missing.map(formatLine));
    written.set(sessionId, missing.at(-1)?.seq ?? end);
  }

  async function catchUp(scope: Scope, sessionId: string): Promise<void> {
    written.delete(sessionId);
    const file = fileOf(sessionId);
    const tail = cutTornTail(file);
    if (tail) {
      const [event] = await journal().readSession(scope, sessionId, { afterSeq: tail.seq - 1, limit: 1 });
      // The database was put back to an earlier day, or the file comes from elsewhere.
      if (!event || formatLine(event) !== `${tail.line}\n`) return rewrite(scope, sessionId);
    }
    let seq = tail?.seq ?? 0;
    for await (const page of pagesAfter(scope, sessionId, seq)) {
      appendLines(file, page.map(formatLine));
      seq = page.at(-1)?.seq ?? seq;
    }
    written.set(sessionId, seq);
  }

  async function* pagesAfter(scope: Scope, sessionId: string, afterSeq: number): AsyncGenerator<Envelope[]> {
    for (let seq = afterSeq; ; ) {
      const page = await journal().readSession(scope, sessionId, { afterSeq: seq, limit: PAGE });
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      seq = page.at(-1)?.seq ?? seq;
    }
  }

  /** Whole or not at all: the file is replaced when the new one is on the disk. */
  async function rewrite(scope: Scope, sessionId: string): Promise<void> {
    const file = fileOf(sessionId);
    const descriptor = openSync(`${file}.new`, 'w', 0o600);
    let seq = 0;
    try {
      for await (const page of pagesAfter(scope, sessionId, 0)) {
        writeSync(descriptor, page.map(formatLine).join(''));
        seq = page.at(-1)?.seq ?? seq;
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${file}.new`, file);
    written.set(sessionId, seq);
  }

  async function equalsJournal(scope: Scope, sessionId: string): Promise<boolean> {
    const descriptor = openIfThere(fileOf(sessionId));
    let position = 0;
    try {
      for await (const page of pagesAfter(scope, sessionId, 0)) {
        const wanted = Buffer.from(page.map(formatLine).join(''));
        if (descriptor === undefined || !readAt(descriptor, position, wanted.length).equals(wanted)) return false;
        position += wanted.length;
      }
      return descriptor === undefined || fstatSync(descriptor).size === position;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  function flush(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    return inTurn(writeNoted);
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
    catchUp: (scope, sessionId) => inTurn(() => catchUp(scope, sessionId)),
    repair: (scope, sessionId) =>
      inTurn(async () => {
        if (await equalsJournal(scope, sessionId)) return false;
        await rewrite(scope, sessionId);
        return true;
      }),
    remove: (sessionId) =>
      inTurn(async () => {
        noted.delete(sessionId);
        written.delete(sessionId);
        for (const file of [fileOf(sessionId), `${fileOf(sessionId)}.new`]) rmSync(file, { force: true });
      }),
    flush,
  };
}
