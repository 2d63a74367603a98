/** Keeps `(2) ` before the title of the page, whoever sets the title. Answers how to stop. */
export function showInTitle(count: number): () => void {
  const show = (): void => {
    const wanted = withCount(document.title, count);
    if (document.title !== wanted) document.title = wanted;
  };
  show();
  const watch = new MutationObserver(show);
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => watch.disconnect();
}

export function withCount(title: string, count: number): string {
  const plain = title.replace(/^\(\d+\) /, '');
  return count > 0 ? `(${count}) ${plain}` : plain;
}
