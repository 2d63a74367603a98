'use client';

import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { CopyButton } from '../../primitives/copy-button.tsx';
import { Cell, Table } from '../../primitives/table.tsx';
import { paramRows } from './param-rows.ts';

/** The arguments of a tool: as a table to read, and as the schema to copy. */
export function ToolParams({ params }: { params: Readonly<Record<string, unknown>> }) {
  const t = useTranslations('consoleModels');
  const tc = useTranslations('console');
  const json = JSON.stringify(params, null, 2);
  return (
    <div className="space-y-2">
      <Table label={t('arguments')} head={[t('argument'), t('type'), t('meaning')]}>
        {paramRows(params).map(({ name, type, required, description }) => (
          <tr key={name}>
            <Cell className="font-mono text-xs leading-5 whitespace-nowrap">
              {name} {required ? <Badge tone="accent">{t('required')}</Badge> : null}
            </Cell>
            <Cell className="max-w-56 min-w-24 font-mono text-xs leading-5 wrap-anywhere">{type}</Cell>
            <Cell lang="en" className="min-w-48 text-ink-soft">
              {description}
            </Cell>
          </tr>
        ))}
      </Table>
      <details>
        <summary className="w-fit cursor-pointer rounded text-xs text-ink-soft hover:text-ink">{t('schema')}</summary>
        <div className="relative mt-2">
          <pre
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-md border border-line bg-surface p-2 pr-10 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
          >
            {json}
          </pre>
          <CopyButton className="absolute top-1 right-1" label={tc('copyId', { name: t('schema') })} text={json} />
        </div>
      </details>
    </div>
  );
}
