'use client';

import { useEffect, useRef, useState } from 'react';
import { clientName } from '../client-name.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { LanguageSwitch, ThemeSwitch } from '../settings-switches.tsx';
import { codeOf } from './code-of.ts';
import { returnAddress } from './return-path.ts';
import { keepSignInKey } from './sign-in-key.ts';

type State = 'idle' | 'busy' | 'refused' | 'tooMany' | 'unreachable';

/** Turns the one-time code of a sign-in link, or a code or token that is typed in, into this browser's session. */
export function SigninPage() {
  const t = useTranslations('signin');
  const [state, setState] = useState<State>('idle');
  const [code, setCode] = useState('');
  const used = useRef(false);

  const submit = async (value: string): Promise<void> => {
    setState('busy');
    const outcome = await signIn(value);
    if (outcome === 'ok') window.location.replace(returnAddress(window.location.search, window.location.origin));
    else setState(outcome);
  };

  useEffect(() => {
    // The desktop window begins here when it is to sign in: the pages after it know it by what the tab remembers.
    clientName(window);
    const fromLink = new URLSearchParams(window.location.hash.slice(1)).get('code');
    // The code works once, and an effect can run twice.
    if (!fromLink || used.current) return;
    used.current = true;
    // Out of the address bar and the history, whatever comes of it.
    window.history.replaceState(null, '', `/signin${window.location.search}`);
    void submit(fromLink);
  }, []);

  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-5 py-10">
      <div className="flex items-center justify-between">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <span className="flex items-center">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </div>
      <p className="text-ink-soft text-pretty">{t('how')}</p>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (codeOf(code) !== '') void submit(codeOf(code));
        }}
      >
        <label className="block space-y-1.5">
          <span className="text-sm font-medium">{t('field')}</span>
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            className="h-10 w-full rounded-md border border-line-strong bg-surface px-3 font-mono text-sm"
          />
        </label>
        <Button
          type="submit"
          tone="primary"
          size="large"
          className="w-full"
          disabled={state === 'busy' || code.trim() === ''}
        >
          {state === 'busy' ? t('busy') : t('submit')}
        </Button>
      </form>
      <p role="alert" className="min-h-6 text-sm text-danger">
        {state === 'refused' || state === 'tooMany' || state === 'unreachable' ? t(state) : ''}
      </p>
    </main>
  );
}

/** `POST /auth/session`, protocol.md §2: the cookie that comes back is HttpOnly, and the key is nothing without it. */
async function signIn(code: string): Promise<'ok' | 'refused' | 'tooMany' | 'unreachable'> {
  try {
    const answer = await fetch('/auth/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    if (answer.ok) {
      const { key } = (await answer.json()) as { key: string };
      keepSignInKey(localStorage, key);
      return 'ok';
    }
    if (answer.status === 429) return 'tooMany';
    return answer.status >= 500 ? 'unreachable' : 'refused';
  } catch {
    return 'unreachable';
  }
}
