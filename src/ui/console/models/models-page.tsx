'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Tabs } from '../../primitives/tabs.tsx';
import { ModelsView } from './models-view.tsx';
import { ToolsView } from './tools-view.tsx';

const VIEWS = ['models', 'tools'] as const;

/** Who can answer, and what can be done. */
export function ModelsPage() {
  const t = useTranslations('consoleModels');
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('models'));
  return (
    <Tabs
      label={t('views')}
      value={view}
      onChange={(chosen) => void setView(chosen)}
      tabs={VIEWS.map((value) => ({ value, label: t(value) }))}
    >
      {view === 'models' ? <ModelsView /> : <ToolsView />}
    </Tabs>
  );
}
