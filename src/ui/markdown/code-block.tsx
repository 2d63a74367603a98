'use client';

import { isValidElement, type ReactNode } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';

/** A fenced block: its language, its text, and a way to take it along. */
export function CodeBlock({ children }: { children: ReactNode }) {
  const t = useTranslations('message');
  const { text, language } = read(children);
  return (
    <figure className="relative overflow-hidden rounded-lg border border-line bg-sunken">
      {language === '' ? null : (
        <figcaption className="flex h-8 items-center border-b border-line px-3 text-xs text-ink-soft">
          {language}
        </figcaption>
      )}
      <CopyButton label={t('copyCode')} text={text} className="absolute top-1 right-1 bg-sunken" />
      <pre
        tabIndex={0}
        className="max-h-[28rem] overflow-auto py-2.5 pr-9 pl-3 font-mono text-[0.83rem] leading-relaxed"
      >
        <code>{text}</code>
      </pre>
    </figure>
  );
}

/** The text and the language that react-markdown put into `<code className="language-…">`. */
function read(children: ReactNode): { text: string; language: string } {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return { text: '', language: '' };
  const { className = '', children: content } = children.props;
  const text = typeof content === 'string' ? content.replace(/\n$/, '') : '';
  return { text, language: /language-(\S+)/.exec(className)?.[1] ?? '' };
}
