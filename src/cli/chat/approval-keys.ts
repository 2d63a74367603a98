/**
 * The keys that decide an approval. A key decides only when it is meant: the card has stood for a moment, and the key comes
 * alone. Whoever was just typing a message, or pasted one, has not approved anything.
 */
export type ApprovalChoice = 'once' | 'session' | 'reject';
export type Key = { name?: string | undefined; ctrl?: boolean | undefined; meta?: boolean | undefined };

type Options = {
  choose: (choice: ApprovalChoice) => void;
  now: () => number;
  /** Calls back after this time. Answers how not to. */
  after: (delayMs: number, callback: () => void) => () => void;
};

/** Keys within this time after the card appeared were meant for something else. */
export const GRACE_MS = 400;
/** A key that is followed by another one this soon is part of a word or of a paste. */
export const ALONE_MS = 80;

const CHOICES: Readonly<Record<string, ApprovalChoice>> = { a: 'once', s: 'session', r: 'reject' };

export function createApprovalKeys({ choose, now, after }: Options) {
  let shownAt = Number.POSITIVE_INFINITY;
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};
  return {
    /** The card has just been printed. */
    shown: (): void => {
      cancel();
      shownAt = now();
    },
    /** The card is no longer the question. */
    gone: (): void => {
      cancel();
      shownAt = Number.POSITIVE_INFINITY;
    },
    pressed: ({ name, ctrl, meta }: Key): void => {
      cancel();
      const at = now();
      const isAlone = at - lastKeyAt >= ALONE_MS;
      lastKeyAt = at;
      const choice = ctrl || meta || name === undefined || !Object.hasOwn(CHOICES, name) ? undefined : CHOICES[name];
      if (choice === undefined || !isAlone || at - shownAt < GRACE_MS) return;
      cancel = after(ALONE_MS, () => {
        shownAt = Number.POSITIVE_INFINITY;
        choose(choice);
      });
    },
  };
}
