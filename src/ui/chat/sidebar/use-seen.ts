'use client';

import { useEffect, useMemo, useRef } from 'react';
import { keepAt, keptAt, useKept } from '../../local-setting.ts';
import { readSeen, SEEN_KEY, type Seen, seenFromNow, withSeen } from './seen.ts';

/** What was looked at on this device; undefined before it is known. */
export function useSeen(): Seen | undefined {
  const kept = useKept(SEEN_KEY);
  useEffect(() => {
    if (readSeen(kept) === undefined) keepAt(SEEN_KEY, JSON.stringify(seenFromNow(new Date())));
  }, [kept]);
  return useMemo(() => readSeen(kept), [kept]);
}

/** Streaming text raises the seq all the time: once a second is enough for a mark in a list. */
const PAUSE_MS = 1_000;

/** Marks the session as looked at up to `seq`, while somebody can be looking: not in a tab at the back. */
export function useSeenMark(sessionId: string, seq: number): void {
  const latest = useRef(seq);
  useEffect(() => {
    latest.current = seq;
    const timer = setTimeout(() => mark(sessionId, seq), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [sessionId, seq]);
  useEffect(() => {
    const look = (): void => mark(sessionId, latest.current);
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      // Whoever goes on to another session has seen what was there.
      look();
    };
  }, [sessionId]);
}

function mark(sessionId: string, seq: number): void {
  if (document.visibilityState !== 'visible' || seq === 0) return;
  const now = new Date();
  const seen = readSeen(keptAt(SEEN_KEY)) ?? seenFromNow(now);
  const next = withSeen(seen, sessionId, seq, now);
  if (next !== seen) keepAt(SEEN_KEY, JSON.stringify(next));
}
