'use client';

import type { Policy, PolicyDocument } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { Button } from '../../primitives/button.tsx';
import { Moment } from '../../primitives/time.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { usePages } from '../../use-call.ts';
import { documentOf } from './policy-text.ts';

type Version = MethodResult<'policy.history'>['items'][number];
type Props = { current: Policy; onRestore: (document: PolicyDocument) => void };

const MAX_CHANGES = 12;

/** All versions, newest first, each with what it changed. To go back is to save an older one again. */
export function HistoryView({ current, onRestore }: Props) {
  const t = useTranslations('consolePolicy.versions');
  const tc = useTranslations('common');
  const history = usePages('policy.history', { limit: 20 });
  return (
    <Snapshot query={history} lines={6}>
      {({ pages }) => (
        <div className="space-y-3">
          <p className="text-sm text-ink-soft">{t('text')}</p>
          <ol aria-label={t('label')} className="divide-y divide-line rounded-lg border border-line bg-surface">
            {pages
              .flatMap(({ items }) => items)
              .map((version) => (
                <VersionRow
                  key={version.version}
                  version={version}
                  isCurrent={version.version === current.version}
                  onRestore={() => onRestore(documentOf(version))}
                />
              ))}
          </ol>
          {history.hasNextPage ? (
            <Button disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
              {tc('more')}
            </Button>
          ) : null}
        </div>
      )}
    </Snapshot>
  );
}

type RowProps = { version: Version; isCurrent: boolean; onRestore: () => void };

function VersionRow({ version: { version, updatedAt, updatedBy, changes }, isCurrent, onRestore }: RowProps) {
  const t = useTranslations('consolePolicy.versions');
  return (
    <li data-testid="policy-version" className="space-y-2 px-3 py-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{t('version', { version })}</span>
        {isCurrent ? <Badge tone="success">{t('inForce')}</Badge> : null}
        <span className="min-w-0 flex-1 text-ink-soft wrap-anywhere">
          {updatedBy} · <Moment at={updatedAt} />
        </span>
        {isCurrent ? null : (
          <Button size="small" onClick={onRestore}>
            {t('restore', { version })}
          </Button>
        )}
      </div>
      {changes.length === 0 ? (
        <p className="text-xs text-ink-soft">{version === 1 ? t('first') : t('noChanges')}</p>
      ) : (
        <ul className="space-y-1 text-xs">
          {changes.slice(0, MAX_CHANGES).map((change) => (
            <li key={change.path.join('.')} className="wrap-anywhere">
              <code className="font-mono">{change.path.join(' › ')}</code>{' '}
              <ChangeText before={change.before} after={change.after} />
            </li>
          ))}
          {changes.length > MAX_CHANGES ? <li>{t('moreChanges', { count: changes.length - MAX_CHANGES })}</li> : null}
        </ul>
      )}
    </li>
  );
}

function ChangeText({ before, after }: { before: unknown; after: unknown }) {
  const t = useTranslations('consolePolicy.versions');
  const was = <del className="bg-removed px-0.5 font-mono no-underline">{JSON.stringify(before)}</del>;
  const is = <ins className="bg-added px-0.5 font-mono no-underline">{JSON.stringify(after)}</ins>;
  if (before === undefined || after === undefined) {
    return (
      <>
        {t(before === undefined ? 'wasAdded' : 'wasRemoved')} {before === undefined ? is : was}
      </>
    );
  }
  return (
    <>
      {was} → {is}
    </>
  );
}
