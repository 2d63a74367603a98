/** One session. Drawn by the layout. */
export default function SessionPage() {
  return null;
}
