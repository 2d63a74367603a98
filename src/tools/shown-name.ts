/**
 * A file's name on a line of output. A name may hold anything but a slash and a NUL: one that would look like two lines, or like
 * a place in another file (`a.ts:3: …`), is quoted.
 */
export function shownName(name: string): string {
  return /\p{Cc}|:\d+: /u.test(name) ? JSON.stringify(name) : name;
}
