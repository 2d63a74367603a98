'use client';

import { useEffect, useMemo, useState } from 'react';
import type { Transcript } from '../../client/fold/transcript.ts';
import type { SessionView } from '../../client/session-store.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { useGrown } from '../use-grown.ts';
import { CallGroup } from './call-group.tsx';
import { type ItemActions, ItemView } from './item-view.tsx';
import { estimateHeight, type Row, rowsAt, toRows } from './rows.ts';
import { useReading } from './use-reading-position.ts';
import { sessionPath, useReturns } from './use-route.ts';
import { VirtualRows } from './virtual-rows.tsx';

type Props = {
  transcript: Transcript;
  older?: SessionView['older'];
  /** Reads a page before the transcript, or as many as it takes to have `seq`. */
  onReadOlder?: (seq?: number) => Promise<void>;
  /** The event to bring into view. */
  seq?: number | undefined;
} & ItemActions;

/** Older pages are read when less than this many views are left above. */
const READ_AHEAD_VIEWS = 2;
/** What is gone to is read with so many events before it. */
const BEFORE_PLACE = 60;
const MARKED_MS = 3_000;
const MARK = 'outline-2 outline-offset-4 outline-accent';

/** The transcript, row by row, as far as it is in view. An item whose identity did not change is not drawn again. */
export function TranscriptView({ transcript, older = 'none', onReadOlder, seq, ...actions }: Props) {
  const { scroller } = useReading();
  const { approvals, items, fromSeq, sessionId } = transcript;
  const read = useMemo(() => ({ items, fromSeq }), [items, fromSeq]);
  const rows = useGrown(read, toRows);
  const { target, marked } = usePlace(rows, { sessionId, fromSeq, seq, onReadOlder });
  const readAhead = (): void => {
    const box = scroller.current;
    if (older === 'more' && box && box.scrollTop < READ_AHEAD_VIEWS * box.clientHeight) void onReadOlder?.();
  };
  const newest = rows.at(-1);
  const draw = (row: Row) => {
    const { key, entry } = row;
    return (
      <div
        data-marked={marked.includes(key)}
        className={cx('rounded-lg transition-[outline-color] duration-500', marked.includes(key) && MARK)}
      >
        {entry.kind === 'calls' ? (
          <CallGroup group={entry} approvals={approvals} past={row !== newest} onResolve={actions.onResolve} />
        ) : (
          <ItemView item={entry} onContinue={actions.onContinue} onOtherModel={actions.onOtherModel} />
        )}
      </div>
    );
  };
  return (
    <>
      <OlderLine older={older} onRetry={() => void onReadOlder?.()} />
      {rows.length === 0 ? null : (
        <VirtualRows
          rows={rows}
          estimateHeight={estimateHeight}
          draw={draw}
          whole={older === 'none'}
          target={target}
          onDrawn={readAhead}
        />
      )}
    </>
  );
}

type Place = { seq: number; returns: number; target: { key: string }; marked: readonly string[] };

/** Goes to an event once it is at hand, and marks what shows it for a moment. */
function usePlace(
  rows: readonly Row[],
  {
    sessionId,
    fromSeq,
    seq,
    onReadOlder,
  }: Pick<Props, 'seq' | 'onReadOlder'> & Pick<Transcript, 'sessionId' | 'fromSeq'>,
): { target: { key: string } | undefined; marked: readonly string[] } {
  const returns = useReturns(sessionPath(sessionId, seq));
  const [place, setPlace] = useState<Place>();
  const isMissing = seq !== undefined && seq < fromSeq;
  useEffect(() => {
    if (isMissing && seq !== undefined) void onReadOlder?.(Math.max(1, seq - BEFORE_PLACE));
  }, [isMissing, seq, onReadOlder]);
  // Found while drawing: a view of the end before it would be a flash.
  if (seq !== undefined && !isMissing && (place?.seq !== seq || place.returns !== returns)) {
    const marked = rowsAt(rows, seq);
    const [key] = marked;
    if (key !== undefined) setPlace({ seq, returns, target: { key }, marked });
  }
  if (seq === undefined && place) setPlace(undefined);
  const isMarked = place !== undefined && place.marked.length > 0;
  useEffect(() => {
    if (!isMarked) return;
    const timer = setTimeout(() => setPlace((now) => now && { ...now, marked: [] }), MARKED_MS);
    return () => clearTimeout(timer);
  }, [isMarked]);
  return { target: place?.target, marked: place?.marked ?? NOTHING };
}

const NOTHING: readonly string[] = [];

/** Above the first row: always of one height, so that reading older pages moves nothing. */
function OlderLine({ older, onRetry }: { older: SessionView['older']; onRetry: () => void }) {
  const t = useTranslations('conversation');
  const tc = useTranslations('common');
  if (older === 'none') return null;
  return (
    <div className="flex h-7 shrink-0 items-center justify-center gap-2 text-xs text-ink-soft">
      {older === 'failed' ? (
        <>
          {t('olderFailed')}
          <Button size="small" onClick={onRetry}>
            {tc('retry')}
          </Button>
        </>
      ) : (
        t('older')
      )}
    </div>
  );
}
