/** One line of a diff as it is drawn. */
export type DiffLine = {
  /** `head` begins a hunk; `note` is a line that is neither content nor a head. */
  kind: 'head' | 'context' | 'added' | 'removed' | 'note';
  /** The whole line as it stands in the diff, its first sign included. */
  text: string;
  /** Its number in the file before and after. */
  before?: number;
  after?: number;
  /** The parts of `text` that changed against the line it replaces, as positions. */
  marks?: readonly (readonly [from: number, to: number])[];
};
