'use client';

import { createContext, type RefObject, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

/** Where a scrolling text is read, and how whoever draws in it keeps that place. */
export type Reading = {
  scroller: RefObject<HTMLDivElement | null>;
  /** The reader is at the end and stays there while the text grows. */
  atEnd: boolean;
  toEnd: () => void;
  /** Puts an element into view and leaves the end: from now on this is the place. */
  toElement: (element: Element) => void;
  /** To call after something was drawn: brings the place back to where it was on the screen. */
  settle: () => void;
  /** Does what moves the scroller: that is no reader, and no new place. */
  move: (write: () => void) => void;
};

export const ReadingContext = createContext<Reading | null>(null);

export function useReading(): Reading {
  const reading = useContext(ReadingContext);
  if (!reading) throw new Error('useReading is called outside ConversationFrame');
  return reading;
}

const NEAR_PX = 48;
/** A row of the text says its key in this attribute. */
export const ROW = 'data-row';

/** A scroller: how far it is scrolled, how high what it scrolls is, and how high it is itself. In px. */
type Extent = { top: number; text: number; view: number };

const extentOf = ({ scrollTop, scrollHeight, clientHeight }: Element): Extent => ({
  top: scrollTop,
  text: scrollHeight,
  view: clientHeight,
});

/** What is read: the topmost thing in view, how far it is from the top, and the same of its row, should the thing go. */
type Place = { element: Element; top: number; rowKey: string; rowTop: number };

/**
 * Keeps the end of a growing text in view for as long as the reader is at the end. Whoever scrolls up reads a place, and that
 * place stays where it is on the screen, whatever is put in front of it, grows above it, or wraps anew around it. A change of
 * `key` starts at the end again.
 */
export function useReadingPosition(key: string): { reading: Reading; content: RefObject<HTMLDivElement | null> } {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const place = useRef<Place | undefined>(undefined);
  const asked = useRef(false);
  /** Where the scroller was when it was looked at last, and how much there was to scroll. */
  const seen = useRef<Extent>({ top: 0, text: 0, view: 0 });
  const [atEnd, setAtEnd] = useState(true);

  /** Takes note of where the reader went, be it told by an event or seen before it comes. */
  const notice = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const before = seen.current;
    const now = extentOf(box);
    const { top } = now;
    if (Math.abs(top - before.top) < 1) return;
    seen.current = now;
    const left = now.text - top - now.view;
    // Growing text moves the end away without moving the reader: only scrolling up lets go, however little. A browser that found less
    // to scroll for a moment (a banner went, a field became low) has moved the end up by itself: that is told by what changed its size.
    const isReader = now.text === before.text && now.view === before.view;
    if (left < 1) sticks.current = true;
    else if (top < before.top) sticks.current &&= !isReader;
    else if (left < NEAR_PX) sticks.current = true;
    place.current = placeIn(box);
    setAtEnd(sticks.current);
  }, []);
  const move = useCallback(
    (write: () => void) => {
      notice();
      write();
      if (scroller.current) seen.current = extentOf(scroller.current);
    },
    [notice],
  );
  const settle = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    move(() => {
      if (sticks.current) {
        const end = box.scrollHeight - box.clientHeight;
        if (Math.abs(box.scrollTop - end) >= 1) box.scrollTop = end;
      } else if (place.current) {
        const shift = shiftOf(place.current, box);
        // What is not drawn any more is no place: the next one is what is in view now.
        if (shift === undefined) place.current = placeIn(box);
        else if (Math.abs(shift) >= 0.5) box.scrollTop += shift;
      }
    });
  }, [move]);
  const toEnd = useCallback(() => {
    sticks.current = true;
    setAtEnd(true);
    settle();
  }, [settle]);
  const toElement = useCallback(
    (element: Element) => {
      const box = scroller.current;
      if (!box) return;
      asked.current = true;
      const { top } = box.getBoundingClientRect();
      move(() => {
        box.scrollTop += element.getBoundingClientRect().top - top - box.clientHeight / 4;
      });
      sticks.current = false;
      setAtEnd(false);
      place.current = placeOf(element, box);
    },
    [move],
  );

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    // A place that was asked for has been put into view by the first drawing.
    if (!asked.current) toEnd();
    asked.current = false;
    const grown = new ResizeObserver(settle);
    grown.observe(inner);
    grown.observe(box);
    // Before anybody draws because of it: what is drawn then is brought back to this place.
    box.addEventListener('scroll', notice, { passive: true, capture: true });
    return () => {
      grown.disconnect();
      box.removeEventListener('scroll', notice, { capture: true });
    };
  }, [key, notice, settle, toEnd]);

  const reading = useMemo(
    () => ({ scroller, atEnd, toEnd, toElement, settle, move }),
    [atEnd, toEnd, toElement, settle, move],
  );
  return { reading, content };
}

/** The topmost thing that is in view: the first row, and in it the first block, as deep as blocks go. */
function placeIn(box: Element): Place | undefined {
  const { top } = box.getBoundingClientRect();
  const isInView = (element: Element): boolean => {
    const rect = element.getBoundingClientRect();
    return rect.height > 0 && rect.bottom > top + 1;
  };
  const row = [...box.querySelectorAll(`[${ROW}]`)].find(isInView);
  if (!row) return undefined;
  let element = row;
  for (let inner: Element | undefined = row; inner; inner = [...inner.children].find(isInView)) element = inner;
  return placeOf(element, box);
}

function placeOf(element: Element, box: Element): Place {
  const row = element.closest(`[${ROW}]`) ?? element;
  const { top } = box.getBoundingClientRect();
  return {
    element,
    top: element.getBoundingClientRect().top - top,
    rowKey: row.getAttribute(ROW) ?? '',
    rowTop: row.getBoundingClientRect().top - top,
  };
}

/** How far the place is from where it was. Undefined when it is not drawn any more. */
function shiftOf(place: Place, box: Element): number | undefined {
  const { top } = box.getBoundingClientRect();
  if (place.element.isConnected) return place.element.getBoundingClientRect().top - top - place.top;
  const row = box.querySelector(`[${ROW}="${CSS.escape(place.rowKey)}"]`);
  return row ? row.getBoundingClientRect().top - top - place.rowTop : undefined;
}
