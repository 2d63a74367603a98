'use client';

import { useTheme } from 'next-themes';
import { useLocaleChoice, useTranslations } from '../../i18n/locale-provider.tsx';
import { LOCALES } from '../../i18n/locales.ts';
import { Field, Select } from '../../primitives/field.tsx';
import { SingleKeysSwitch } from '../../single-keys-switch.tsx';
import { Section } from '../section.tsx';

const THEMES = ['system', 'light', 'dark'] as const;

/** What is kept on this device only: language, theme, and whether single characters are keys. */
export function PageSection() {
  const t = useTranslations('consoleSettings');
  const [locale, setLocale] = useLocaleChoice();
  const { theme, setTheme } = useTheme();
  return (
    <Section title={t('page')}>
      <div className="grid max-w-xl gap-4 sm:grid-cols-2">
        <Field label={t('language')}>
          {(control) => (
            <Select
              {...control}
              value={locale}
              onChange={(event) => {
                const chosen = LOCALES.find((each) => each === event.target.value);
                if (chosen) setLocale(chosen);
              }}
            >
              <option value="en" lang="en">
                English
              </option>
              <option value="zh-CN" lang="zh-CN">
                简体中文
              </option>
            </Select>
          )}
        </Field>
        <Field label={t('theme')}>
          {(control) => (
            <Select {...control} value={theme ?? 'system'} onChange={(event) => setTheme(event.target.value)}>
              {THEMES.map((each) => (
                <option key={each} value={each}>
                  {t(`themes.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div className="max-w-xl">
        <SingleKeysSwitch />
      </div>
    </Section>
  );
}
