'use client';

import { MessageSquare, PanelLeft } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDocumentTitle } from '../document-title.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { LanguageSwitch, ThemeSwitch } from '../settings-switches.tsx';
import { ShortcutsButton } from '../shortcuts-button.tsx';
import { CONSOLE_PAGES, consolePageAt } from './console-pages.ts';
import { Later } from './later.tsx';

/** The operator's side: its pages at the left, the one that is open beside them. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const t = useTranslations('console');
  const path = usePathname();
  const current = consolePageAt(path);
  const main = useFocusAfterNavigation(path);
  // A page below one of these, such as a session, is called by what it shows.
  const isPage = CONSOLE_PAGES.some((page) => page.path === path);
  useDocumentTitle(isPage ? t(`pages.${current}`) : undefined);
  return (
    <>
      <a
        href="#content"
        className="sr-only z-10 rounded bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t('skip')}
      </a>
      <ShortcutsButton />
      <aside className="hidden w-56 shrink-0 border-r border-line bg-rail rail:block">
        <Links />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3">
          <LinksDrawer />
          <h1 id="page" className="min-w-0 flex-1 truncate text-sm font-semibold">
            {t(`pages.${current}`)}
          </h1>
          <LanguageSwitch />
          <ThemeSwitch />
        </header>
        <main
          ref={main}
          id="content"
          tabIndex={-1}
          aria-labelledby="page"
          className="min-h-0 flex-1 overflow-y-auto outline-none"
        >
          <div className="mx-auto max-w-6xl space-y-5 p-4">
            <Later>{children}</Later>
          </div>
        </main>
      </div>
    </>
  );
}

/** Another page: the focus goes to its content, which is called by its heading, and its top is what is seen. */
function useFocusAfterNavigation(path: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo({ top: 0 });
  }, [path]);
  return main;
}

function Links({ onCurrent }: { onCurrent?: () => void }) {
  const t = useTranslations('console');
  const path = usePathname();
  const current = consolePageAt(path);
  const { sessions } = useGateway();
  const waiting = Object.keys(useObservable(sessions).list.pendingApprovals).length;
  const row = 'flex h-9 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-line/60';
  return (
    <nav aria-label={t('label')} className="flex h-full flex-col p-2">
      <p className="flex h-10 items-center px-2 text-sm font-semibold tracking-tight">OpenFoal</p>
      <ul className="flex-1">
        {CONSOLE_PAGES.map(({ name, path: href, Icon }) => (
          <li key={name}>
            <Link
              href={href}
              prefetch={false}
              {...(path === href && onCurrent ? { onClick: onCurrent } : {})}
              aria-current={name === current ? 'page' : undefined}
              className={cx(row, name === current ? 'bg-line/80 font-medium' : 'text-ink-soft hover:text-ink')}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span className="min-w-0 flex-1 truncate">{t(`pages.${name}`)}</span>
              {name === 'approvals' && waiting > 0 ? (
                <span className="rounded-full bg-attention-soft px-1.5 text-xs text-attention tabular-nums">
                  {waiting}
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
      <Link href="/" prefetch={false} className={cx(row, 'text-ink-soft hover:text-ink')}>
        <MessageSquare aria-hidden className="size-4" />
        {t('toChat')}
      </Link>
    </nav>
  );
}

/** The links on a narrow screen: behind a button. */
function LinksDrawer() {
  const t = useTranslations('console');
  const path = usePathname();
  // Open on one page: on every other it is closed.
  const [openOn, setOpenOn] = useState<string>();
  return (
    <Dialog.Root open={openOn === path} onOpenChange={(next) => setOpenOn(next ? path : undefined)}>
      <Dialog.Trigger asChild>
        <IconButton label={t('menu')} className="rail:hidden">
          <PanelLeft aria-hidden className="size-4" />
        </IconButton>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          // Closed by going elsewhere: the focus belongs to the page that opens, not to the button that is left.
          onCloseAutoFocus={(event) => {
            if (openOn !== undefined) event.preventDefault();
          }}
          className="fixed inset-y-0 left-0 z-40 w-64 max-w-[85vw] border-r border-line bg-rail shadow-lg outline-none"
        >
          <Dialog.Title className="sr-only">{t('label')}</Dialog.Title>
          <Links onCurrent={() => setOpenOn(undefined)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
