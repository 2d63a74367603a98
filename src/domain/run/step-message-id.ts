/** The message that a step of a run writes. It follows from both, so that a step that starts again finds its own. */
export function stepMessageId(runId: string, step: number): string {
  return `msg_${runId.slice('run_'.length)}_${step}`;
}
