import { withHiddenShown } from '../../client/visible-text.ts';
import type { Style } from './style.ts';

/** A unified diff, a colour for what comes and what goes. Only its first two lines are a header: `++x` may be added. */
export function diffLines(diff: string, style: Style): string[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  const hasHeader = diff.startsWith('--- ');
  return lines.map((line, index) => {
    const shown = withHiddenShown(line);
    if ((hasHeader && index < 2) || line.startsWith('@@')) return style.dim(shown);
    if (line.startsWith('+')) return style.green(shown);
    if (line.startsWith('-')) return style.red(shown);
    return shown;
  });
}
