'use client';

import { memo } from 'react';
import type { Transcript, TranscriptItem } from '../../client/fold/transcript.ts';
import type { Approval } from '../../protocol/entities.ts';
import { useGrown } from '../use-grown.ts';
import type { ResolveApproval } from './approval-card.tsx';
import { AssistantMessage } from './assistant-message.tsx';
import { CallGroup } from './call-group.tsx';
import { FailureCard } from './failure-card.tsx';
import { groupItems } from './group-items.ts';
import { NoticeLine } from './notice-line.tsx';
import { ToolCard } from './tool-card.tsx';
import { UserMessage } from './user-message.tsx';

type Actions = {
  onResolve: ResolveApproval;
  onContinue: (runId: string) => Promise<void>;
  onOtherModel: (runId: string) => void;
};

/** The transcript, entry by entry. An entry whose identity did not change is not drawn again. */
export function TranscriptView({ transcript, ...actions }: { transcript: Transcript } & Actions) {
  const { items, approvals } = transcript;
  const entries = useGrown(items, groupItems);
  return entries.map((entry, index) =>
    entry.kind === 'calls' ? (
      <CallGroup
        key={entry.key}
        group={entry}
        approvals={approvals}
        past={index < entries.length - 1}
        onResolve={actions.onResolve}
      />
    ) : (
      <Item
        key={entry.key}
        item={entry}
        approval={entry.kind === 'tool' && entry.approvalId !== undefined ? approvals[entry.approvalId] : undefined}
        {...actions}
      />
    ),
  );
}

type ItemProps = { item: TranscriptItem; approval: Approval | undefined } & Actions;

const Item = memo(function Item({ item, approval, onResolve, onContinue, onOtherModel }: ItemProps) {
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
