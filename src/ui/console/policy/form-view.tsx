'use client';

import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { AllowCommand } from './allow-command.tsx';
import { ExecutionForm } from './execution-form.tsx';
import type { FormPart } from './form-part.ts';
import { ModelsForm } from './models-form.tsx';
import type { ReadText } from './policy-text.ts';
import { RulesForm } from './rules-form.tsx';
import { ToolsForm } from './tools-form.tsx';

type Props = Omit<FormPart, 'document'> & { read: ReadText; onSource: () => void };

export function FormView({ read, onSource, ...part }: Props) {
  const t = useTranslations('consolePolicy');
  if (read.state !== 'read') {
    return (
      <Empty title={t('noForm')}>
        <p className="mb-3">{read.state === 'no-json' ? t('noJson', { message: read.message }) : t('misshapen')}</p>
        <Button onClick={onSource}>{t('toSource')}</Button>
      </Empty>
    );
  }
  const { document } = read;
  return (
    <div className="space-y-8">
      <AllowCommand document={document} onChange={part.onChange} />
      <ToolsForm document={document} {...part} />
      <RulesForm document={document} {...part} />
      <ModelsForm document={document} {...part} />
      <ExecutionForm document={document} {...part} />
    </div>
  );
}
