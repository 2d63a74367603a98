'use client';

import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { CodeBlock } from './code-block.tsx';
import { splitBlocks } from './split-blocks.ts';

/**
 * What a model wrote, as GitHub-flavoured Markdown. HTML in it is not markup, images are not loaded (an address can carry
 * away what the model read), and a link says where it leads.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="prose-message">
      {splitBlocks(text).map((block, index) => (
        // Blocks only ever grow at the end: the index is what a block is.
        <Block key={index} text={block} />
      ))}
    </div>
  );
});

const PLUGINS = [remarkGfm];

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <div>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
});

const COMPONENTS: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ src, alt }) => <ImageLink src={typeof src === 'string' ? src : undefined} alt={alt} />,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <div className="max-w-full overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
};

function SafeLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  const t = useTranslations('link');
  const host = hostOf(href);
  if (!href || host === undefined) return <span>{children}</span>;
  const saysHost = typeof children === 'string' && children.includes(host);
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={t('opens', { host })}>
      {children}
      {saysHost ? null : <span className="ml-1 text-[0.85em] text-ink-soft">({host})</span>}
    </a>
  );
}

function ImageLink({ src, alt }: { src: string | undefined; alt: string | undefined }) {
  const t = useTranslations('message');
  return <SafeLink href={src}>{t('imageOf', { alt: alt || hostOf(src) || '…' })}</SafeLink>;
}

function hostOf(href: string | undefined): string | undefined {
  try {
    const url = new URL(href ?? '');
    if (url.protocol === 'mailto:') return url.pathname;
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.host : undefined;
  } catch {
    return undefined;
  }
}
