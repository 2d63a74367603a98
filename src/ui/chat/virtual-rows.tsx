'use client';

import {
  defaultRangeExtractor,
  elementScroll,
  observeElementRect,
  type Range,
  useVirtualizer,
} from '@tanstack/react-virtual';
import { Fragment, type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { ROW, useReading } from './use-reading-position.ts';

/** Rows beyond the view that are drawn as well, on either side. */
const OVERSCAN = 6;
/** Taken for a box that has no height yet. */
const UNKNOWN_HEIGHT_PX = 800;
/** Of a row that is gone to, so many neighbours are drawn in the same breath. */
const AROUND = 8;

type Props<R extends { key: string }> = {
  rows: readonly R[];
  estimateHeight: (row: R, columns: number) => number;
  draw: (row: R) => ReactNode;
  /** Nothing is before the first row: the count is the whole. */
  whole: boolean;
  /** The row to bring into view, once for each object. */
  target: { key: string } | undefined;
  /** Asked after each drawing. */
  onDrawn: () => void;
};

/**
 * Rows of any height, of which only those in and around the view are drawn. They stand in the normal flow with room left for
 * those that are not, so that a row that grows moves what is below it in the same moment. A row that has the focus, or a form in which
 * somebody writes, stays drawn wherever it is, and so does the end for a reader who is there.
 */
export function VirtualRows<R extends { key: string }>(props: Props<R>) {
  const { rows, estimateHeight, draw, whole, target, onDrawn } = props;
  const { scroller, atEnd, settle, move, toElement } = useReading();
  const list = useRef<HTMLDivElement>(null);
  const focused = useRef<string | undefined>(undefined);
  const placed = useRef<{ key: string } | undefined>(undefined);
  const [above, setAbove] = useState(0);
  const columns = useRef(90);
  const current = useRef(rows);
  current.current = rows;

  const indexOf = (key: string | undefined): number =>
    key === undefined ? -1 : current.current.findIndex((row) => row.key === key);
  const targetIndex = indexOf(target?.key);
  const extract = (range: Range): number[] => {
    const drawn = new Set(defaultRangeExtractor(range));
    const from = Math.max(0, targetIndex - AROUND);
    if (targetIndex >= 0) for (let at = from; at < Math.min(range.count, targetIndex + AROUND); at += 1) drawn.add(at);
    const height = 1.5 * (scroller.current?.clientHeight ?? UNKNOWN_HEIGHT_PX);
    for (let at = range.count - 1, room = atEnd && targetIndex < 0 ? height : 0; at >= 0 && room > 0; at -= 1) {
      drawn.add(at);
      room -= virtualizer.measurementsCache[at]?.size ?? 0;
    }
    for (const key of [focused.current, ...writtenIn(list.current)]) {
      const held = indexOf(key);
      if (held >= 0) drawn.add(held);
    }
    return [...drawn].toSorted((a, b) => a - b);
  };
  // oxlint-disable-next-line react/incompatible-library -- nothing that it returns is handed on, and there is no React Compiler here
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((at: number) => current.current[at]?.key ?? at, []),
    estimateSize: (at) => {
      const row = rows[at];
      return row ? estimateHeight(row, columns.current) : 0;
    },
    overscan: OVERSCAN,
    initialRect: { width: 0, height: UNKNOWN_HEIGHT_PX },
    scrollMargin: above,
    // Rows that are put in front leave the view on what it shows. Following the end is the reading position's.
    anchorTo: 'end',
    scrollEndThreshold: -1,
    rangeExtractor: extract,
    // Not rounded, as the default is: the rows stand in the flow, and their room must be theirs to the fraction.
    measureElement: (element, entry) => entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height,
    observeElementRect: (instance, tell) =>
      observeElementRect(instance, ({ width, height }) => tell({ width, height: height || UNKNOWN_HEIGHT_PX })),
    scrollToFn: (offset, options, instance) => {
      move(() => elementScroll(offset, options, instance));
    },
  });

  useLayoutEffect(() => {
    if (!list.current) return;
    setAbove(list.current.offsetTop);
    columns.current = Math.max(20, list.current.clientWidth / 8);
  }, []);
  useLayoutEffect(() => {
    if (!target || placed.current === target) return;
    const row = list.current?.querySelector(`[${ROW}="${CSS.escape(target.key)}"]`);
    if (!row) return;
    placed.current = target;
    toElement(row);
  });
  useLayoutEffect(() => {
    settle();
    onDrawn();
  });

  const items = virtualizer.getVirtualItems();
  let end = above;
  const drawn = items.map(({ key, index, start, end: rowEnd }) => {
    const row = rows[index];
    const room = start - end;
    end = rowEnd;
    if (!row) return null;
    return (
      <Fragment key={key}>
        {room > 0 ? <div aria-hidden style={{ height: room }} /> : null}
        <div
          ref={virtualizer.measureElement}
          data-index={index}
          data-row={row.key}
          role="listitem"
          aria-setsize={whole ? rows.length : -1}
          aria-posinset={index + 1}
          className="pb-4"
        >
          {draw(row)}
        </div>
      </Fragment>
    );
  });
  return (
    <div
      ref={list}
      role="list"
      className="-mb-4"
      onFocus={(event) => {
        focused.current = event.target.closest(`[${ROW}]`)?.getAttribute(ROW) ?? undefined;
      }}
      onBlur={() => {
        focused.current = undefined;
      }}
    >
      {drawn}
      <div aria-hidden style={{ height: Math.max(0, above + virtualizer.getTotalSize() - end) }} />
    </div>
  );
}

/** The keys of the rows that hold a form: what is written there is nowhere else. */
function writtenIn(list: Element | null): string[] {
  return [...(list?.querySelectorAll('form') ?? [])].flatMap(
    (form) => form.closest(`[${ROW}]`)?.getAttribute(ROW) ?? [],
  );
}
