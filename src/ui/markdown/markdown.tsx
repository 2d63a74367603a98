'use client';

import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { BlockBoundary } from './block-boundary.tsx';
import { CodeBlock } from './code-block.tsx';
import { drawsCheaply } from './draws-cheaply.ts';
import { linkHost } from './link-host.ts';
import { splitBlocks } from './split-blocks.ts';

/**
 * What a model wrote, as GitHub-flavoured Markdown. HTML in it is not markup, images are not loaded (an address can carry
 * away what the model read), and a link says where it leads. A block that cannot be drawn, or is too deep or too large for
 * it, is shown as the text it is: one message never takes the page with it.
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
  const plain = <p className="whitespace-pre-wrap">{text}</p>;
  if (!drawsCheaply(text)) return <div>{plain}</div>;
  return (
    <div>
      <BlockBoundary fallback={plain}>
        <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} skipHtml>
          {text}
        </ReactMarkdown>
      </BlockBoundary>
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
  const target = linkHost(href);
  if (!href || target === undefined) return <span>{children}</span>;
  const { host, loopback, hasUser } = target;
  const isItsAddress = children === href && !hasUser && !loopback;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={t('opens', { host })}>
      {children}
      {isItsAddress ? null : (
        <span className="ml-1 text-[0.85em] text-ink-soft">({loopback ? t('loopback', { host }) : host})</span>
      )}
    </a>
  );
}

function ImageLink({ src, alt }: { src: string | undefined; alt: string | undefined }) {
  const t = useTranslations('message');
  return <SafeLink href={src}>{t('imageOf', { alt: alt || linkHost(src)?.host || '…' })}</SafeLink>;
}
