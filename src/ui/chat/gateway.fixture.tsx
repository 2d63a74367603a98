/** Draws a part of the chat with a gateway behind it: what is asked is answered here, what is done is written down. */
import type { ReactNode } from 'react';
import { fakeGateway, renderWith } from '../gateway.fixture.tsx';

type Answers = Record<string, (input: Record<string, unknown>) => unknown>;

export function renderWithGateway(page: ReactNode, answers: Answers = {}, methods: readonly string[] = []) {
  const fake = fakeGateway({ answers, methods });
  const view = renderWith(fake, page);
  return { ...view, gateway: fake.gateway, calls: fake.calls };
}
