import type { Transcript } from '../../../client/fold/transcript.ts';

/** The transcript without what the chat would ask or offer: approvals that wait, and runs that could go on. */
export function toReadOnly(transcript: Transcript): Transcript {
  return {
    ...transcript,
    items: transcript.items.map((item) =>
      item.kind === 'failure' && item.resumable ? { ...item, resumable: false } : item,
    ),
    approvals: Object.fromEntries(
      Object.entries(transcript.approvals).filter(([, approval]) => approval.status !== 'pending'),
    ),
  };
}
