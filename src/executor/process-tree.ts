import { readdirSync, readFileSync } from 'node:fs';

/** The direct children of a process (Linux). Kernels built without CONFIG_PROC_CHILDREN are answered by a look at all. */
export function childrenOf(pid: number): number[] {
  try {
    return numbers(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
  } catch {
    return numbers(readdirSync('/proc').join(' ')).filter((other) => parentOf(other) === pid);
  }
}

function parentOf(pid: number): number | undefined {
  try {
    // The name, in parentheses, may itself hold spaces and parentheses; state and parent come after the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that is already gone is no error. Negative: to the process group. True when one was there. */
export function signalIfThere(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const numbers = (text: string) =>
  text
    .split(/\s+/)
    .filter((word) => /^\d+$/.test(word))
    .map(Number);
