'use client';

import { type FormEvent, useState } from 'react';
import { toCallFailure } from '../../../client/call-failure.ts';
import type { Policy, PolicyDocument } from '../../../protocol/entities.ts';
import type { ProtocolErrorShape } from '../../../protocol/errors.ts';
import { useGateway, useObservable } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Field, Select, TextArea, TextInput } from '../../primitives/field.tsx';
import { useCall } from '../../use-call.ts';
import { BenchVerdict } from './bench-verdict.tsx';
import { type BenchCall, type JudgedAs, parseCall } from './parse-call.ts';

type Props = {
  policy: Policy;
  draftDiffers: boolean;
  /** What the draft says, for the rule that a verdict may lead to. */
  document: PolicyDocument | undefined;
  onChange: (document: PolicyDocument) => void;
};

type Outcome =
  | { state: 'none' | 'asking' | 'unreachable' }
  | { state: 'judged'; judged: JudgedAs }
  | { state: 'refused'; error: ProtocolErrorShape };

const EXAMPLE = '{"toolName": "bash.exec", "args": {"argv": ["git", "status"]}}';

/** What the policy in force says of a call. Nothing runs. */
export function TestBench({ policy, draftDiffers, document, onChange }: Props) {
  const t = useTranslations('consolePolicy.bench');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client, sessions } = useGateway();
  const known = useObservable(sessions).list.sessions;
  const tools = useCall('tools.list', {}).data?.tools ?? [];
  const [text, setText] = useState(EXAMPLE);
  const [tool, setTool] = useState('');
  const [sessionId, setSessionId] = useState('');
  const [unread, setUnread] = useState<Exclude<BenchCall['state'], 'call'>>();
  const [outcome, setOutcome] = useState<Outcome>({ state: 'none' });
  const judge = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const call = parseCall(text, tool);
    setUnread(call.state === 'call' ? undefined : call.state);
    if (call.state !== 'call') return setOutcome({ state: 'none' });
    setOutcome({ state: 'asking' });
    const { toolName, args } = call;
    try {
      const result = await client.query('policy.evaluate', {
        toolName,
        args,
        ...(sessionId === '' ? {} : { sessionId }),
      });
      setOutcome({ state: 'judged', judged: { call, result } });
    } catch (error) {
      const { refusal } = toCallFailure(error);
      setOutcome(refusal ? { state: 'refused', error: refusal } : { state: 'unreachable' });
    }
  };
  return (
    <div className="space-y-4">
      <p className="text-sm text-ink-soft">{t('text', { version: policy.version })}</p>
      {draftDiffers ? (
        <p
          data-testid="bench-draft"
          className="rounded-lg border border-attention-line bg-attention-soft px-3 py-2 text-sm"
        >
          {t('draftDiffers')}
        </p>
      ) : null}
      <form onSubmit={(event) => void judge(event)} className="grid gap-3 sm:grid-cols-2">
        <Field
          label={t('call')}
          hint={t('callHint')}
          error={unread === undefined ? undefined : t(`unread.${unread}`)}
          className="sm:col-span-2"
        >
          {(control) => (
            <TextArea
              {...control}
              rows={5}
              value={text}
              spellCheck={false}
              className="font-mono"
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('tool')} hint={t('toolHint')}>
          {(control) => (
            <>
              <TextInput
                {...control}
                value={tool}
                list="bench-tools"
                autoCapitalize="off"
                spellCheck={false}
                className="font-mono"
                onChange={(event) => setTool(event.target.value)}
              />
              <datalist id="bench-tools">
                {tools.map(({ name }) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label={t('session')} hint={t('sessionHint')}>
          {(control) => (
            <Select {...control} value={sessionId} onChange={(event) => setSessionId(event.target.value)}>
              <option value="">{t('noSession')}</option>
              {known.map(({ id, title, preview }) => (
                <option key={id} value={id}>
                  {title || preview || id}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div>
          <Button type="submit" tone="primary" disabled={outcome.state === 'asking'}>
            {outcome.state === 'asking' ? t('judging') : t('judge')}
          </Button>
        </div>
      </form>
      <div role="status">
        {outcome.state === 'judged' ? (
          <BenchVerdict judged={outcome.judged} document={document} onChange={onChange} />
        ) : null}
        {outcome.state === 'unreachable' ? <p className="text-sm text-danger">{tc('unreachable')}</p> : null}
        {outcome.state === 'refused' ? (
          <p className="text-sm wrap-anywhere text-danger">
            {errorText(outcome.error)} ({outcome.error.code}) {outcome.error.message}
          </p>
        ) : null}
      </div>
    </div>
  );
}
