'use client';

import { useCallback, useMemo } from 'react';
import { toast } from 'sonner';
import { mutateOffered } from '../../../client/offered-method.ts';
import { useGateway } from '../../gateway-provider.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { usePanels } from '../../panels.tsx';
import type { ChatControls } from '../header/chat-controls.ts';
import { useRefusalToast } from '../use-refusal-toast.ts';
import { goTo, NEW_PATH } from '../use-route.ts';
import { type Command, type CommandName, commandsFor, EXPORT_FORMATS, RUNTIME_MODES } from './commands.ts';
import { useMethods } from './use-methods.ts';

type Options = {
  /** Undefined before there is a session. */
  sessionId?: string;
  controls: ChatControls;
  onStop?: () => void;
};

type Commands = { commands: readonly Command[]; give: (name: CommandName, argument: string) => void };

/** The slash commands that can be given here, and what each does. */
export function useCommands({ sessionId, controls, onStop }: Options): Commands {
  const { client } = useGateway();
  const { show } = usePanels();
  const t = useTranslations('commands');
  const refused = useRefusalToast();
  const methods = useMethods();
  const commands = useMemo(() => commandsFor(methods, sessionId !== undefined), [methods, sessionId]);

  const give = useCallback<Commands['give']>(
    (name, argument) => {
      switch (name) {
        case 'new':
          return goTo(NEW_PATH);
        case 'stop':
          return controls.busy ? onStop?.() : void toast(t('nothingRuns'));
        case 'model':
          return argument === '' ? show('models') : controls.onModel(argument);
        case 'mode': {
          const mode = RUNTIME_MODES.find((each) => each === argument);
          return mode && controls.onMode(mode);
        }
        case 'memory':
          return show('memory');
        case 'help':
          return show('commands');
        case 'export': {
          const format = EXPORT_FORMATS.find((each) => each === argument);
          return format && void controls.onExport?.(format);
        }
        case 'reset':
          if (sessionId !== undefined) client.mutate('sessions.reset', { sessionId }).catch(refused);
          return undefined;
        case 'compact':
          mutateOffered(client, 'sessions.compact', { sessionId }).catch(refused);
          return undefined;
      }
    },
    [client, controls, onStop, refused, sessionId, show, t],
  );
  return { commands, give };
}
