'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Tabs } from '../../primitives/tabs.tsx';
import { HistoryView } from './history-view.tsx';
import { WaitingView } from './waiting-view.tsx';

const VIEWS = ['waiting', 'history'] as const;

/** What waits for a person, and what persons decided. */
export function ApprovalsPage() {
  const t = useTranslations('consoleApprovals');
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('waiting'));
  return (
    <Tabs
      label={t('views')}
      value={view}
      onChange={(chosen) => void setView(chosen)}
      tabs={VIEWS.map((value) => ({ value, label: t(value) }))}
    >
      {view === 'waiting' ? <WaitingView /> : <HistoryView />}
    </Tabs>
  );
}
