import { useLocale } from 'use-intl';
import type { Finding } from '../../protocol/entities.ts';
import { findingText } from '../../protocol/findings.ts';

/** The texts of doctor's findings in the page's language. */
export function useFindingText(): (finding: Finding) => { message: string; fix?: string } {
  const language = useLocale() === 'zh-CN' ? 'zh' : 'en';
  return (finding) => findingText(finding, language);
}
