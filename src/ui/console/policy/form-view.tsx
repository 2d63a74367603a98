'use client';

import type { PolicyDocument } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { AllowCommand } from './allow-command.tsx';
import { ExecutionForm } from './execution-form.tsx';
import type { FieldProblem } from './field-problem.ts';
import { ModelsForm } from './models-form.tsx';
import type { ReadText } from './policy-text.ts';
import { RulesForm } from './rules-form.tsx';
import { ToolsForm } from './tools-form.tsx';

/** What every part of the form works on. */
export type FormPart = {
  document: PolicyDocument;
  /** Why the gateway refused the document as it is. */
  problem: FieldProblem | undefined;
  onChange: (document: PolicyDocument) => void;
};

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
