/** Gives the person a file, as their browser gives files. */
export function saveFile(filename: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The download has begun by the next task; until then the address must stay.
  setTimeout(() => URL.revokeObjectURL(url));
}
