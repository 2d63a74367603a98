'use client';

import { memo } from 'react';
import type { TranscriptItem } from '../../client/fold/transcript.ts';
import type { Approval } from '../../protocol/entities.ts';
import type { ResolveApproval } from './approval-card.tsx';
import { AssistantMessage } from './assistant-message.tsx';
import { FailureCard } from './failure-card.tsx';
import { NoticeLine } from './notice-line.tsx';
import { ToolCard } from './tool-card.tsx';
import { UserMessage } from './user-message.tsx';

export type ItemActions = {
  onResolve: ResolveApproval;
  onContinue: (runId: string) => Promise<void>;
  onOtherModel: (runId: string) => void;
};

type ItemProps = { item: TranscriptItem; approval: Approval | undefined } & ItemActions;

/** One item of a transcript. One whose identity did not change is not drawn again. */
export const ItemView = memo(function ItemView({ item, approval, onResolve, onContinue, onOtherModel }: ItemProps) {
  switch (item.kind) {
    case 'user':
      return <UserMessage item={item} />;
    case 'assistant':
      return <AssistantMessage item={item} />;
    case 'tool':
      return <ToolCard item={item} approval={approval} onResolve={onResolve} />;
    case 'failure':
      return <FailureCard item={item} onContinue={onContinue} onOtherModel={onOtherModel} />;
    case 'continued':
    case 'notice':
    case 'mode':
      return <NoticeLine item={item} />;
  }
});
