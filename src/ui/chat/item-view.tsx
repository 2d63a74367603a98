'use client';

import { memo } from 'react';
import type { ToolItem, TranscriptItem } from '../../client/fold/transcript.ts';
import type { ResolveApproval } from './approval-card.tsx';
import { AssistantMessage } from './assistant-message.tsx';
import { FailureCard } from './failure-card.tsx';
import { NoticeLine } from './notice-line.tsx';
import { UserMessage } from './user-message.tsx';

export type ItemActions = {
  onResolve: ResolveApproval;
  onContinue: (runId: string) => Promise<void>;
  onOtherModel: (runId: string) => void;
};

type ItemProps = { item: Exclude<TranscriptItem, ToolItem> } & Omit<ItemActions, 'onResolve'>;

/** One item of a transcript. One whose identity did not change is not drawn again. */
export const ItemView = memo(function ItemView({ item, onContinue, onOtherModel }: ItemProps) {
  switch (item.kind) {
    case 'user':
      return <UserMessage item={item} />;
    case 'assistant':
      return <AssistantMessage item={item} />;
    case 'failure':
      return <FailureCard item={item} onContinue={onContinue} onOtherModel={onOtherModel} />;
    case 'continued':
    case 'notice':
    case 'mode':
      return <NoticeLine item={item} />;
  }
});
