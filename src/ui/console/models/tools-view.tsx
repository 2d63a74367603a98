'use client';

import { ChevronRight } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useId } from 'react';
import type { PolicyAction, Risk } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../../primitives/badge.tsx';
import { cx } from '../../primitives/cx.ts';
import { Empty } from '../../primitives/page-state.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { ToolParams } from './tool-params.tsx';

/** A policy changes without an event that says so. */
const EVERY_MS = 30_000;

type Tool = MethodResult<'tools.list'>['tools'][number];

export function ToolsView() {
  const t = useTranslations('consoleModels');
  const tm = useTranslations('mode');
  const query = useCall('tools.list', {}, { everyMs: EVERY_MS });
  const [open, setOpen] = useQueryState('tool', parseAsString);
  return (
    <Snapshot query={query} lines={6}>
      {({ tools, modes }) => (
        <div className="space-y-4">
          <p className="text-sm text-ink-soft">{t('modes', { modes: modes.map((mode) => tm(mode)).join(', ') })}</p>
          {tools.length === 0 ? (
            <Empty title={t('noTools')} />
          ) : (
            <ul aria-label={t('tools')} className="divide-y divide-line rounded-lg border border-line bg-surface">
              {tools.map((tool) => (
                <ToolRow
                  key={tool.name}
                  tool={tool}
                  open={tool.name === open}
                  onToggle={() => void setOpen(tool.name === open ? null : tool.name)}
                />
              ))}
            </ul>
          )}
        </div>
      )}
    </Snapshot>
  );
}

const RISK: Record<Risk, Tone> = { low: 'plain', medium: 'attention', high: 'danger' };
const ACTION: Record<PolicyAction, Tone> = { allow: 'success', 'approval-required': 'attention', deny: 'danger' };

function ToolRow({ tool, open, onToggle }: { tool: Tool; open: boolean; onToggle: () => void }) {
  const t = useTranslations('consoleModels');
  const id = useId();
  return (
    <li data-testid="tool" data-name={tool.name}>
      <button
        type="button"
        aria-expanded={open}
        {...(open ? { 'aria-controls': id } : {})}
        onClick={onToggle}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-left text-sm hover:bg-sunken"
      >
        <ChevronRight aria-hidden className={cx('size-4 text-ink-soft transition-transform', open && 'rotate-90')} />
        <span className="min-w-32 font-mono text-[0.92em] font-medium">{tool.name}</span>
        <Badge tone={ACTION[tool.action]}>{t(`action.${tool.action}`)}</Badge>
        <Badge tone={RISK[tool.risk]}>{t(`risk.${tool.risk}`)}</Badge>
        <span className="text-xs text-ink-soft">
          {t(`effect.${tool.effect}`)} · {t(`reaches.${tool.reaches}`)}
        </span>
      </button>
      {open ? (
        <div id={id} className="space-y-4 border-t border-line bg-sunken/60 px-4 py-3 text-sm">
          <p lang="en" className="max-w-3xl wrap-anywhere whitespace-pre-wrap">
            {tool.description}
          </p>
          <PolicyOf tool={tool} />
          <ToolParams params={tool.params} />
        </div>
      ) : null}
    </li>
  );
}

function PolicyOf({ tool }: { tool: Tool }) {
  const t = useTranslations('consoleModels');
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="text-ink-soft">{t('policy')}</span>
      <EntityLink entity={{ kind: 'policy', toolName: tool.name }}>{t(`action.${tool.action}`)}</EntityLink>
      {tool.ruleIds.length === 0 ? null : <span className="text-ink-soft">{t('rules')}</span>}
      {tool.ruleIds.map((ruleId) => (
        <EntityLink key={ruleId} entity={{ kind: 'policy', ruleId }}>
          {ruleId}
        </EntityLink>
      ))}
    </p>
  );
}
