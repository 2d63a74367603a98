/**
 * Where the window begins. A one-time code in the address of the command line would be in the list of processes, for every user
 * of the machine to read; so the browser is given a file that only its user can read, and that leads on.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type FirstPage = { url: string; remove: () => void };

/** `code` signs in; without one the window is signed in from before, or shows the page that says how to. */
export function firstPage(folder: string, origin: string, code: string | undefined): FirstPage {
  const file = join(folder, 'open.html');
  const remove = (): void => rmSync(file, { force: true });
  // One that a crash left behind: its code is used up or too old, and is nobody's business all the same.
  remove();
  if (code === undefined) return { url: `${origin}/?client=desktop`, remove };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, pageTo(`${origin}/signin?client=desktop#code=${encodeURIComponent(code)}`), { mode: 0o600 });
  return { url: pathToFileURL(file).href, remove };
}

function pageTo(url: string): string {
  const script = JSON.stringify(url).replaceAll('<', '\\u003c');
  return `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>OpenFoal</title><script>location.replace(${script})</script>\n`;
}
