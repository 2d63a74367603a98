'use client';

import {
  Bell,
  BellOff,
  BrainCircuit,
  Cpu,
  Download,
  Keyboard,
  Languages,
  LogOut,
  type LucideIcon,
  Server,
  Square,
  SquarePen,
  SunMoon,
} from 'lucide-react';
import { useTheme } from 'next-themes';
import { toast } from 'sonner';
import { toCallFailure } from '../../client/call-failure.ts';
import type { RuntimeMode, Session } from '../../protocol/entities.ts';
import { EXPORT_FORMATS } from '../chat/commands/commands.ts';
import { useMethods } from '../chat/commands/use-methods.ts';
import { useExport } from '../chat/use-export.ts';
import { NEW_PATH } from '../chat/use-route.ts';
import { CONSOLE_PAGES } from '../console/console-pages.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useErrorText, useLocaleChoice, useTranslations } from '../i18n/locale-provider.tsx';
import { useNotices } from '../notify/use-notices.ts';
import { usePanels } from '../panels.tsx';
import type { Place } from '../place.ts';
import { SHORTCUTS } from '../shortcuts.ts';
import { signOut } from '../signin/sign-out.ts';

export type PaletteAction = {
  id: string;
  group: 'actions' | 'goTo';
  label: string;
  Icon: LucideIcon;
  /** The keys that do the same. */
  combo?: string;
  run: () => void;
};

const THEMES = ['system', 'light', 'dark'] as const;

type Options = {
  place: Place;
  /** The one that is open there, as far as it is known. */
  session: Session | undefined;
  onGo: (path: string) => void;
  onStop: (sessionId: string) => void;
};

/** Everything that can be done from here by its name, as things stand. */
export function useActions({ place, session, onGo, onStop }: Options): PaletteAction[] {
  const t = useTranslations('palette');
  const tm = useTranslations('mode');
  const ts = useTranslations('settings');
  const tp = useTranslations('console.pages');
  const { show } = usePanels();
  const { theme, setTheme } = useTheme();
  const [locale, setLocale] = useLocaleChoice();
  const canExport = useMethods().includes('sessions.export');
  const exportAs = useExport();
  const notices = useNotices();
  const setMode = useSetMode();
  const leave = useSignOut();
  const other = locale === 'en' ? 'zh-CN' : 'en';
  const otherMode = session?.runtimeMode === 'local' ? 'cloud' : 'local';
  // The chat draws these panels; the console has pages for the same.
  const inChat = place.part === 'chat';
  const exports =
    session !== undefined && session.lastSeq > 0 && canExport
      ? EXPORT_FORMATS.map((format) => ({
          id: `export-${format}`,
          group: 'actions' as const,
          label: t('export', { format: t(`formats.${format}`) }),
          Icon: Download,
          run: () => void exportAs(session.id, format),
        }))
      : [];

  const actions: (PaletteAction | false)[] = [
    {
      id: 'new',
      group: 'actions',
      label: t('newSession'),
      Icon: SquarePen,
      combo: SHORTCUTS.page.newSession[0],
      run: () => onGo(NEW_PATH),
    },
    session !== undefined &&
      session.status !== 'idle' && {
        id: 'stop',
        group: 'actions',
        label: t('stop'),
        Icon: Square,
        combo: SHORTCUTS.page.stop[0],
        run: () => onStop(session.id),
      },
    inChat && { id: 'model', group: 'actions', label: t('model'), Icon: Cpu, run: () => show('models') },
    session !== undefined && {
      id: 'mode',
      group: 'actions',
      label: t('mode', { mode: tm(otherMode) }),
      Icon: Server,
      run: () => void setMode(session.id, otherMode),
    },
    inChat && { id: 'memory', group: 'actions', label: t('memory'), Icon: BrainCircuit, run: () => show('memory') },
    ...exports,
    ...THEMES.filter((each) => each !== theme).map((each) => ({
      id: `theme-${each}`,
      group: 'actions' as const,
      label: t('theme', { theme: ts(`themes.${each}`) }),
      Icon: SunMoon,
      run: () => setTheme(each),
    })),
    {
      id: 'language',
      group: 'actions',
      label: t('language', { language: other === 'en' ? 'English' : '中文' }),
      Icon: Languages,
      run: () => setLocale(other),
    },
    {
      id: 'shortcuts',
      group: 'actions',
      label: t('shortcuts'),
      Icon: Keyboard,
      combo: SHORTCUTS.page.shortcuts[0],
      run: () => show('shortcuts'),
    },
    (notices.state === 'off' || notices.state === 'on') && {
      id: 'notify',
      group: 'actions',
      label: t(notices.state === 'on' ? 'notifyOff' : 'notify'),
      Icon: notices.state === 'on' ? BellOff : Bell,
      run: () => void notices.turn(notices.state !== 'on'),
    },
    ...CONSOLE_PAGES.map(({ name, path, Icon }) => ({
      id: `console-${name}`,
      group: 'goTo' as const,
      label: t('console', { page: tp(name) }),
      Icon,
      run: () => onGo(path),
    })),
    { id: 'sign-out', group: 'actions', label: t('signOut'), Icon: LogOut, run: () => void leave() },
  ];
  return actions.filter((action) => action !== false);
}

function useSetMode(): (sessionId: string, runtimeMode: RuntimeMode) => Promise<void> {
  const t = useTranslations('palette');
  const tm = useTranslations('mode');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  return async (sessionId, runtimeMode) => {
    try {
      const { effectiveAt } = await client.mutate('runtime.setMode', { sessionId, runtimeMode });
      toast(t(effectiveAt === 'now' ? 'modeNow' : 'modeNext', { mode: tm(runtimeMode) }));
    } catch (error) {
      const { refusal } = toCallFailure(error);
      toast.error(refusal ? errorText(refusal) : tc('unreachable'));
    }
  };
}

function useSignOut(): () => Promise<void> {
  const t = useTranslations('palette');
  return async () => {
    if (await signOut()) window.location.assign('/signin');
    else toast.error(t('signOutFailed'));
  };
}
