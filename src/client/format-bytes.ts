/** A size as people read it: `512 B`, `1.2 kB`, `3.4 MB`. The units are the same in every language of the pages. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${rounded(bytes / 1_000)} kB`;
  return `${rounded(bytes / 1_000_000)} MB`;
}

const rounded = (size: number): string => (size < 10 ? size.toFixed(1) : String(Math.round(size)));
