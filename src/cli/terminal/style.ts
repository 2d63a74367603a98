import { styleText } from 'node:util';

/** Colours and weights, or nothing where there is no terminal to show them. */
export type Style = {
  readonly colours: boolean;
  dim: (text: string) => string;
  bold: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
  cyan: (text: string) => string;
};

type Look = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';

export function createStyle(colours: boolean): Style {
  const with_ = (look: Look) => (text: string) =>
    colours && text !== '' ? styleText(look, text, { validateStream: false }) : text;
  return {
    colours,
    dim: with_('dim'),
    bold: with_('bold'),
    red: with_('red'),
    green: with_('green'),
    yellow: with_('yellow'),
    cyan: with_('cyan'),
  };
}

/** Whether to colour: a terminal that did not ask not to be. https://no-color.org */
export function wantsColour(
  stream: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
