/** The unsaved policy of this tab: kept until it is saved or thrown away, through reloads and other pages. */
import type { PolicyDocument } from '../../../protocol/entities.ts';
import { isFields } from './merge-patch.ts';
import { readText, textOf } from './policy-text.ts';

/** What is edited, and the version it was made of. */
export type PolicyDraft = { version: number; base: PolicyDocument; text: string };

const KEY = 'openfoal.policy-draft';

export function keptDraft(storage: Storage): PolicyDraft | undefined {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    if (!isFields(kept)) return undefined;
    const { version, base, text } = kept;
    const read = readText(JSON.stringify(base));
    if (typeof version !== 'number' || typeof text !== 'string' || read.state !== 'read') return undefined;
    return { version, base: read.document, text };
  } catch {
    return undefined;
  }
}

export function keepDraft(storage: Storage, draft: PolicyDraft | undefined): void {
  try {
    if (draft === undefined) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Full or refused: the draft lives as long as the page does.
  }
}

export function freshDraft(version: number, base: PolicyDocument): PolicyDraft {
  return { version, base, text: textOf(base) };
}
