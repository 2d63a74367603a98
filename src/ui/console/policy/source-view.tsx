'use client';

import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { orNotLoaded } from '../../not-loaded.tsx';
import { Loading } from '../../primitives/page-state.tsx';
import type { FieldProblem } from './field-problem.ts';
import { documentSchema, type JsonPath } from './json-schema.ts';
import { schemaHelp } from './schema-help.ts';
import { SchemaHelpPanel } from './schema-help-panel.tsx';
import { type SchemaProblem, schemaProblems } from './schema-problems.ts';
import { usePolicySchema } from './use-policy-schema.ts';

const SourceEditor = lazy(async () => ({
  default: await orNotLoaded(import('./source-editor.tsx').then((part) => part.SourceEditor)),
}));

type Props = { text: string; problem: FieldProblem | undefined; onChange: (text: string) => void };

/** The document as JSON: what is wrong is marked where it is, and what a field means is said while one is in it. */
export function SourceView({ text, problem, onChange }: Props) {
  const t = useTranslations('consolePolicy.source');
  const file = usePolicySchema();
  const schema = useMemo(() => file && documentSchema(file), [file]);
  const [place, setPlace] = useState<JsonPath>([]);
  const help = file && schema ? schemaHelp(schema, place, file) : undefined;
  const say = (found: SchemaProblem): string => {
    switch (found.problem) {
      case 'unknown-key':
        return t('problem.unknown-key', { known: found.known });
      case 'missing':
        return t('problem.missing', { key: found.key });
      default:
        return t(`problem.${found.problem}`, { expected: found.expected });
    }
  };
  const check = (value: unknown): { path: JsonPath; message: string }[] =>
    file && schema
      ? schemaProblems(schema, value, file).map((found) => ({ path: found.path, message: say(found) }))
      : [];
  return (
    <div className="space-y-3">
      <p className="text-sm text-ink-soft">{t('hint')}</p>
      <Suspense fallback={<Loading lines={10} />}>
        <SourceEditor
          label={t('label')}
          noJson={t('noJson')}
          text={text}
          refused={problem}
          check={check}
          checkedBy={file}
          onChange={onChange}
          onPlace={setPlace}
        />
      </Suspense>
      <SchemaHelpPanel place={place} help={help} known={file !== undefined} />
    </div>
  );
}
