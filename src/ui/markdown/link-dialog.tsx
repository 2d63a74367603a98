'use client';

import { withHiddenShown } from '../../client/visible-text.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { Dialog } from '../primitives/dialog.tsx';
import { type LinkHost, linkWarnings } from './link-host.ts';

type Props = { href: string; text: string; target: LinkHost; onClose: () => void };

/** Where a link of the model really leads, before it is followed: the host large, the address to the letter, and what is odd about it. */
export function LinkDialog({ href, text, target, onClose }: Props) {
  const t = useTranslations('link');
  const tc = useTranslations('common');
  const { url, host } = target;
  const warnings = linkWarnings(target, text);
  return (
    <Dialog open size="small" title={t('title')} description={t('description')} onOpenChange={onClose}>
      <div className="space-y-3 text-sm">
        <p
          data-testid="link-host"
          className="rounded-md bg-sunken px-3 py-2 font-mono text-base font-semibold wrap-anywhere"
        >
          {host}
        </p>
        {warnings.length === 0 ? null : (
          <ul className="space-y-1 rounded-md border border-attention-line bg-attention-soft px-3 py-2 text-attention">
            {warnings.map((warning) => (
              <li key={warning}>{t(`warnings.${warning}`)}</li>
            ))}
          </ul>
        )}
        <div className="flex items-start gap-1">
          <code
            data-testid="link-url"
            className="max-h-40 min-w-0 flex-1 overflow-auto font-mono text-xs text-ink-soft wrap-anywhere"
          >
            {withHiddenShown(url)}
          </code>
          <CopyButton label={t('copy')} text={url} />
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <Button tone="ghost" onClick={onClose}>
            {tc('cancel')}
          </Button>
          <a
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            onClick={onClose}
            className="inline-flex h-8 items-center rounded-md bg-accent px-3 text-sm font-medium text-accent-ink hover:opacity-90"
          >
            {t('open')}
          </a>
        </div>
      </div>
    </Dialog>
  );
}
