'use client';

import { useId, useState } from 'react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Field, Select, TextInput } from '../../primitives/field.tsx';
import { useAuditFilters } from './audit-filters.ts';
import {
  AUDIT_OUTCOMES,
  type FilterFault,
  type FilterName,
  fromLocalField,
  toLocalField,
  type Word,
} from './audit-input.ts';

/** Actions that are offered; any other can be written. */
const ACTIONS = [
  'agent.abort',
  'agent.continue',
  'agent.run',
  'approval.resolve',
  'attachments.put',
  'auth.sign_in',
  'memory.append',
  'memory.update',
  'policy.update',
  'runtime.setMode',
  'session.create',
  'session.delete',
  'session.fork',
  'session.purge',
  'session.reset',
  'session.restore',
  'session.update',
  'tool.execute',
] as const;

type Props = { faults: Partial<Record<FilterName, FilterFault>>; filtered: boolean };

/** What the trail is narrowed to. What is not valid is said at its field. */
export function FilterForm({ faults, filtered }: Props) {
  const t = useTranslations('consoleAudit');
  const [filters, setFilters] = useAuditFilters();
  const actions = useId();
  const rest = useId();
  const [open, setOpen] = useState(false);
  const all = open || filtered;
  const faultOf = (name: FilterName): string | undefined => {
    const fault = faults[name];
    if (fault === undefined) return undefined;
    return fault === 'invalid' ? t('invalid', { value: filters[name] ?? '' }) : t(fault);
  };
  const word = (name: Word, list?: string) => (
    <Field label={t(name)} error={faultOf(name)}>
      {(control) => (
        <TextInput
          {...control}
          type="search"
          autoComplete="off"
          spellCheck={false}
          list={list}
          value={filters[name] ?? ''}
          onChange={(event) => void setFilters({ [name]: event.target.value || null })}
        />
      )}
    </Field>
  );
  const moment = (name: 'from' | 'to') => (
    <Field label={t(name)} error={faultOf(name)}>
      {(control) => (
        <TextInput
          {...control}
          type="datetime-local"
          step={1}
          // Its own while somebody writes: half a date is no moment, and would be taken out of their hands.
          key={filters[name]}
          defaultValue={toLocalField(filters[name])}
          onBlur={(event) => {
            const { value } = event.target;
            if (value !== toLocalField(filters[name])) void setFilters({ [name]: fromLocalField(value) });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      )}
    </Field>
  );
  return (
    <search aria-label={t('filters')} className="space-y-2">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {word('actor')}
        {word('action', actions)}
        {word('toolName')}
        <Field label={t('outcome')} error={faultOf('outcome')}>
          {(control) => (
            <Select
              {...control}
              value={AUDIT_OUTCOMES.find((each) => each === filters.outcome) ?? ''}
              onChange={(event) => void setFilters({ outcome: event.target.value || null })}
            >
              <option value="">{t('anyOutcome')}</option>
              {AUDIT_OUTCOMES.map((outcome) => (
                <option key={outcome} value={outcome}>
                  {t(`outcomes.${outcome}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {/* `contents`: fields of the same grid. On a phone the trail should be in view before all that it can be narrowed by. */}
        <div id={rest} className={cx('contents', !all && 'max-sm:hidden')}>
          {word('resource')}
          {word('sessionId')}
          {word('runId')}
          {word('traceId')}
          {moment('from')}
          {moment('to')}
        </div>
      </div>
      <datalist id={actions}>
        {ACTIONS.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <div className="flex min-h-8 flex-wrap items-center gap-3 text-xs text-ink-soft">
        <span>{t('exact')}</span>
        {all ? null : (
          <Button
            size="small"
            className="sm:hidden"
            aria-expanded={false}
            aria-controls={rest}
            onClick={() => setOpen(true)}
          >
            {t('moreFilters')}
          </Button>
        )}
        {filtered ? (
          <Button size="small" onClick={() => void setFilters(null)}>
            {t('reset')}
          </Button>
        ) : null}
      </div>
    </search>
  );
}
