'use client';

import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';

type Props = { demo: boolean; onSend: (text: string) => void };

/** What a conversation shows before its first message. */
export function EmptyConversation({ demo, onSend }: Props) {
  const t = useTranslations('conversation');
  const td = useTranslations('demo');
  const suggestion = td('suggestion');
  return (
    <div className="m-auto max-w-md space-y-3 py-10 text-center">
      <h2 className="text-2xl font-semibold tracking-tight text-balance">{t('emptyTitle')}</h2>
      <p className="text-ink-soft text-pretty">{t('emptyText')}</p>
      {demo ? (
        <div className="space-y-3 pt-2">
          <p className="text-sm text-attention">{td('label')}</p>
          <Button onClick={() => onSend(suggestion)}>{suggestion}</Button>
        </div>
      ) : null}
    </div>
  );
}
