'use client';

import { type KeyboardEvent, useState } from 'react';
import { type Command, type Completion, completionsOf } from './commands.ts';

type CompletionState = {
  completions: readonly Completion[];
  active: number;
  /** Answers true when the key was meant for the list. */
  onKey: (event: KeyboardEvent) => boolean;
};

/** The list under a slash: up, down and Tab move in it, Enter chooses, Escape closes it until the text changes. */
export function useCompletion(
  text: string,
  commands: readonly Command[],
  onChoose: (completion: Completion, how: 'enter' | 'tab') => void,
): CompletionState {
  const [choice, setChoice] = useState({ text, active: 0, closed: false });
  // Another text is another list: from its first line, and open.
  const { active: chosen, closed } = choice.text === text ? choice : { active: 0, closed: false };
  const completions = closed ? [] : completionsOf(text, commands);
  const count = completions.length;
  const active = Math.min(chosen, Math.max(0, count - 1));

  const onKey = (event: KeyboardEvent): boolean => {
    const completion = completions[active];
    if (!completion || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    switch (event.key) {
      case 'ArrowDown':
        setChoice({ text, active: (active + 1) % count, closed: false });
        break;
      case 'ArrowUp':
        setChoice({ text, active: (active + count - 1) % count, closed: false });
        break;
      case 'Escape':
        setChoice({ text, active: 0, closed: true });
        break;
      case 'Enter':
      case 'Tab':
        onChoose(completion, event.key === 'Enter' ? 'enter' : 'tab');
        break;
      default:
        return false;
    }
    event.preventDefault();
    return true;
  };
  return { completions, active, onKey };
}
