'use client';

import { toast } from 'sonner';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { readSignInKey } from '../../signin/sign-in-key.ts';
import { signOut } from '../../signin/sign-out.ts';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { Facts } from '../facts.tsx';
import { Section } from '../section.tsx';

/** Who speaks with whom here, and the way out. */
export function AboutSection() {
  const t = useTranslations('consoleSettings');
  // The handshake again, as the same person: it is what says the versions.
  const query = useCall('connect', {
    clientName: 'console',
    clientVersion: '0.1.0',
    signInKey: readSignInKey(localStorage),
  });
  return (
    <Section title={t('about')}>
      <Snapshot query={query} lines={2}>
        {({ serverVersion, protocolVersion, actor, workspaceId, tenantId, methods, events }) => (
          <Facts
            facts={[
              { label: t('server'), value: `OpenFoal ${serverVersion}` },
              { label: t('protocol'), value: protocolVersion },
              { label: t('actor'), value: `${actor.id} (${actor.type})` },
              { label: t('workspace'), value: workspaceId },
              { label: t('tenant'), value: tenantId },
              {
                label: t('api'),
                value: (
                  <>
                    <span className="block">{t('methods', { methods: methods.length, events: events.length })}</span>
                    <a
                      href="/schema"
                      className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
                    >
                      {t('schema')}
                    </a>
                  </>
                ),
              },
            ]}
          />
        )}
      </Snapshot>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => void leave(t('signOutFailed'))}>{t('signOut')}</Button>
        <span className="text-xs text-ink-soft">{t('signOutHint')}</span>
      </div>
    </Section>
  );
}

async function leave(failed: string): Promise<void> {
  if (await signOut()) window.location.assign('/signin');
  else toast.error(failed);
}
