/** The newest session, or with `?new` a new one. Drawn by the layout. */
export default function NewestSessionPage() {
  return null;
}
