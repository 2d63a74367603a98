/** Draws a part of the chat with a gateway behind it: what is asked is answered here, what is done is written down. */
import type { ReactNode } from 'react';
import { fakeGateway, renderWith } from '../gateway.fixture.tsx';
import { PanelsProvider } from './panels.tsx';

type Answers = Record<string, (input: Record<string, unknown>) => unknown>;

export function renderWithGateway(page: ReactNode, answers: Answers = {}, methods: readonly string[] = []) {
  const fake = fakeGateway({ answers, methods });
  const inChat = (drawn: ReactNode) => <PanelsProvider>{drawn}</PanelsProvider>;
  const view = renderWith(fake, inChat(page));
  return {
    ...view,
    rerender: (next: ReactNode) => view.rerender(inChat(next)),
    gateway: fake.gateway,
    calls: fake.calls,
  };
}
