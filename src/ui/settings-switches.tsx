'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useLocaleChoice, useTranslations } from './i18n/locale-provider.tsx';
import { Button, IconButton } from './primitives/button.tsx';

/** The other language, named in itself. */
export function LanguageSwitch() {
  const [locale, setLocale] = useLocaleChoice();
  const other = locale === 'en' ? 'zh-CN' : 'en';
  return (
    <Button tone="ghost" size="small" lang={other} onClick={() => setLocale(other)}>
      {other === 'en' ? 'English' : '中文'}
    </Button>
  );
}

const THEMES = ['system', 'light', 'dark'] as const;
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

/** Goes round: as the system, light, dark. */
export function ThemeSwitch() {
  const t = useTranslations('settings');
  const { theme, setTheme } = useTheme();
  const current = THEMES.find((each) => each === theme) ?? 'system';
  const next = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? 'system';
  const Icon = ICONS[current];
  return (
    <IconButton label={t('theme', { theme: t(`themes.${current}`) })} onClick={() => setTheme(next)}>
      <Icon aria-hidden className="size-4" />
    </IconButton>
  );
}
