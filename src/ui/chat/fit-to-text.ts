/**
 * Makes a field as high as its text, where the browser does not do it by itself (`field-sizing: content`). What is around it keeps its
 * height meanwhile: a field that is low for the moment in which it is measured would let the conversation beside it move.
 */
export function fitToText(field: HTMLTextAreaElement): void {
  if (globalThis.CSS?.supports?.('field-sizing', 'content')) return;
  const around = field.parentElement;
  if (around) around.style.minHeight = `${around.offsetHeight}px`;
  field.style.height = 'auto';
  const wanted = field.scrollHeight;
  field.style.height = `${wanted}px`;
  if (around) around.style.minHeight = '';
}
