'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from './button.tsx';

type Props = { label: string; text: string; className?: string };

/** Copies, and says that it did. */
export function CopyButton({ label, text, className }: Props) {
  const t = useTranslations('message');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    await writeText(text);
    setCopied(true);
  };
  return (
    <IconButton
      label={copied ? t('copied') : label}
      size="tiny"
      {...(className ? { className } : {})}
      onClick={() => void copy()}
    >
      {copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
    </IconButton>
  );
}

/** The clipboard API is there on localhost and HTTPS only; a gateway on a private network may be neither. */
export async function writeText(text: string): Promise<void> {
  if (typeof navigator.clipboard === 'object') return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
