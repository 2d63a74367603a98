/**
 * A WebSocket that is never long in doubt. A browser tells of a lost network after minutes, and waits a minute for the goodbye of
 * a peer that is gone before it says `close`. This one says it is closed soon after it was told to close, gives up an opening
 * that takes too long, and can be asked whether anybody is still there.
 */
export type PromptSockets = {
  /** The class to open sockets with. */
  WebSocket: typeof WebSocket;
  /** Asks every open socket for a sign of life, and closes those that give none. */
  checkNow: () => void;
};

type Timings = { openMs: number; answerMs: number; goodbyeMs: number };
const TIMINGS: Timings = { openMs: 10_000, answerMs: 3_000, goodbyeMs: 1_000 };

export function createPromptSockets(Base: typeof WebSocket, timings: Timings = TIMINGS): PromptSockets {
  const alive = new Set<PromptSocket>();

  class PromptSocket extends Base {
    #goodbye: ReturnType<typeof setTimeout> | undefined;
    #question: ReturnType<typeof setTimeout> | undefined;
    #over = false;

    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      alive.add(this);
      const opening = setTimeout(() => this.close(), timings.openMs);
      this.addEventListener('open', () => clearTimeout(opening));
      this.addEventListener('message', () => this.#answered());
      this.addEventListener('close', (event) => {
        // The real goodbye may come after the one that was made up here: nobody is told twice.
        if (this.#over) event.stopImmediatePropagation();
        this.#over = true;
        alive.delete(this);
        clearTimeout(opening);
        clearTimeout(this.#goodbye);
        this.#answered();
      });
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      if (!this.#over) this.#goodbye ??= setTimeout(() => this.dispatchEvent(new Event('close')), timings.goodbyeMs);
    }

    checkNow(): void {
      if (this.readyState !== this.OPEN || this.#question !== undefined) return;
      this.#question = setTimeout(() => this.close(), timings.answerMs);
      // Both ends of protocol.md §1 answer this text; any other message is a sign of life as well.
      this.send('PING');
    }

    #answered(): void {
      clearTimeout(this.#question);
      this.#question = undefined;
    }
  }

  return {
    WebSocket: PromptSocket,
    checkNow: () => {
      for (const socket of alive) socket.checkNow();
    },
  };
}
