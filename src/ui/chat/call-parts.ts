/** What only calls need that ask or that change a file: it brings a library, and most conversations begin without. */
import { lazy } from 'react';
import { orNotLoaded } from '../not-loaded.tsx';

const loadQuestion = () => import('./approval-card.tsx');
const loadChange = () => import('./tool-change-view.tsx');

export const ApprovalCard = lazy(async () => ({
  default: await orNotLoaded(loadQuestion().then((part) => part.ApprovalCard)),
}));
export const ToolChangeView = lazy(async () => ({
  default: await orNotLoaded(loadChange().then((part) => part.ToolChangeView)),
}));

/** Has them at hand before the first call that needs them; whoever draws one says if it cannot be had. */
export function loadCallParts(): void {
  Promise.all([loadQuestion(), loadChange()]).catch(() => undefined);
}
