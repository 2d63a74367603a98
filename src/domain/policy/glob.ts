/** `*` stands for any run of characters; everything else for itself. Linear: no regular expression made of user input. */
export function matchesGlob(glob: string, name: string): boolean {
  if (!glob.includes('*')) return glob === name;
  const [head = '', ...rest] = glob.split('*');
  if (!name.startsWith(head)) return false;
  let at = head.length;
  const tail = rest.pop() ?? '';
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}
