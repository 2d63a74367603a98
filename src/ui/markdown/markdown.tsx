'use client';

import { createContext, isValidElement, memo, type ReactNode, useContext, useEffect, useState } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import { useChineseFont } from '../chinese-font.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { BlockBoundary } from './block-boundary.tsx';
import { calmTail } from './calm-tail.ts';
import { CodeBlock } from './code-block.tsx';
import { dollarMath } from './dollar-math.ts';
import { drawsCheaply } from './draws-cheaply.ts';
import { readGfm } from './gfm.ts';
import { LinkDialog } from './link-dialog.tsx';
import { linkHost } from './link-host.ts';
import type * as mathModule from './math-plugins.ts';
import { splitBlocks } from './split-blocks.ts';
import { textLanguage } from './text-language.ts';

type Props = {
  text: string;
  /** It is still being written. */
  live?: boolean;
};

/**
 * What a model wrote, as GitHub-flavoured Markdown with formulas. HTML in it is not markup, images are not loaded (an address can carry
 * away what the model read), and a link says where it leads before it is followed. A block that cannot be drawn, or is too deep or too
 * large for it, is shown as the text it is: one message never takes the page with it. While it is written nothing that stands changes.
 */
export const Markdown = memo(function Markdown({ text, live = false }: Props) {
  const blocks = splitBlocks(text);
  const language = textLanguage(text);
  useChineseFont(language !== undefined);
  return (
    <div className="prose-message" lang={language}>
      {blocks.map((block, index) => (
        // Blocks only ever grow at the end: the index is what a block is.
        <Block key={index} text={block} live={live && index === blocks.length - 1} />
      ))}
    </div>
  );
});

/** Whether the block that is drawn is still being written. */
const Live = createContext(false);

const Block = memo(function Block({ text, live = false }: Props) {
  const plain = <p className="whitespace-pre-wrap">{text}</p>;
  if (!drawsCheaply(text)) return <div>{plain}</div>;
  const shown = live ? calmTail(text) : text;
  const math = dollarMath(shown);
  return (
    <div>
      <BlockBoundary fallback={plain}>
        <Live value={live}>
          {math === undefined ? <Drawn text={shown} /> : <DrawnWithMath text={shown} math={math} />}
        </Live>
      </BlockBoundary>
    </div>
  );
});

type MathPlugins = typeof mathModule;

function Drawn({ text, plugins }: { text: string; plugins?: MathPlugins }) {
  return (
    <ReactMarkdown
      remarkPlugins={plugins ? [readGfm, ...plugins.remarkPlugins] : PLUGINS}
      rehypePlugins={plugins?.rehypePlugins ?? null}
      components={COMPONENTS}
      skipHtml
    >
      {text}
    </ReactMarkdown>
  );
}

const PLUGINS = [readGfm];
let mathPlugins: MathPlugins | undefined;

/** As it was written until what typesets formulas is there. */
function DrawnWithMath({ text, math }: { text: string; math: string }) {
  const [plugins, setPlugins] = useState(mathPlugins);
  useEffect(() => {
    if (plugins) return;
    let isHere = true;
    import('./math-plugins.ts')
      .then((loaded) => {
        mathPlugins = loaded;
        if (isHere) setPlugins(loaded);
      })
      // A formula that is not typeset can still be read.
      .catch(() => undefined);
    return () => {
      isHere = false;
    };
  }, [plugins]);
  return plugins ? <Drawn text={math} plugins={plugins} /> : <Drawn text={text} />;
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  // The only input of GFM is the box of a task list.
  input: ({ checked }) => <TaskBox checked={checked === true} />,
  img: ({ src, alt }) => <ImageLink src={typeof src === 'string' ? src : undefined} alt={alt} />,
  pre: ({ children }) => <Fence>{children}</Fence>,
  table: ({ children }) => <ScrollingTable>{children}</ScrollingTable>,
};

function Fence({ children }: { children: ReactNode }) {
  const live = useContext(Live);
  const { text, language } = read(children);
  return <CodeBlock text={text} language={language} live={live} />;
}

/** The text and the language that react-markdown put into `<code className="language-…">`. */
function read(children: ReactNode): { text: string; language: string } {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return { text: '', language: '' };
  const { className = '', children: content } = children.props;
  const text = typeof content === 'string' ? content.replace(/\n$/, '') : '';
  return { text, language: /language-(\S+)/.exec(className)?.[1] ?? '' };
}

function TaskBox({ checked }: { checked: boolean }) {
  const t = useTranslations('message');
  return <input type="checkbox" disabled checked={checked} aria-label={t(checked ? 'taskDone' : 'taskOpen')} />;
}

function ScrollingTable({ children }: { children: ReactNode }) {
  const t = useTranslations('message');
  return (
    // Focusable, so that the arrow keys scroll it.
    <div tabIndex={0} role="group" aria-label={t('table')} className="max-w-full overflow-x-auto">
      <table>{children}</table>
    </div>
  );
}

function SafeLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const t = useTranslations('link');
  const [asking, setAsking] = useState<string>();
  const target = linkHost(href);
  if (!href || target === undefined) return <span>{children}</span>;
  const { host, loopback, hasUser } = target;
  const isItsAddress = children === href && !hasUser && !loopback;
  const ask = (event: React.MouseEvent<HTMLAnchorElement>): void => {
    event.preventDefault();
    setAsking(event.currentTarget.firstChild?.textContent ?? '');
  };
  return (
    <>
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        title={t('opens', { host })}
        onClick={ask}
        onAuxClick={(event) => {
          // The middle button opens a tab as well.
          if (event.button === 1) ask(event);
        }}
      >
        {children}
        {isItsAddress ? null : (
          <span className="ml-1 text-[0.85em] text-ink-soft">({loopback ? t('loopback', { host }) : host})</span>
        )}
      </a>
      {asking === undefined ? null : (
        <LinkDialog href={href} text={asking} target={target} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

function ImageLink({ src, alt }: { src: string | undefined; alt: string | undefined }) {
  const t = useTranslations('message');
  return <SafeLink href={src}>{t('imageOf', { alt: alt || linkHost(src)?.host || '…' })}</SafeLink>;
}
