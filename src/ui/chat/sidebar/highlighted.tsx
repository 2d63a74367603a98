import type { ReactNode } from 'react';

type Props = {
  text: string;
  /** Start and end in UTF-16 units, in order and apart from each other. */
  ranges: readonly (readonly [number, number])[];
};

/** A text with what was found in it marked. */
export function Highlighted({ text, ranges }: Props) {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start > at) pieces.push(text.slice(at, start));
    pieces.push(
      <mark key={start} className="rounded-xs bg-accent-soft text-ink">
        {text.slice(Math.max(start, at), end)}
      </mark>,
    );
    at = Math.max(at, end);
  }
  pieces.push(text.slice(at));
  return <>{pieces}</>;
}
