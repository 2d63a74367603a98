/** The sign-in, and the page that is shown while the gateway does not answer. */
export const signin = {
  title: 'Sign in',
  how: 'The terminal that runs the gateway printed a sign-in link: open it. It works once and for five minutes; pressing Enter in that terminal prints a new one.',
  field: 'Or paste the link, a code or an operator token',
  submit: 'Sign in',
  busy: 'Signing in…',
  refused: 'That code or token is not valid any more. Press Enter in the terminal for a new link.',
  tooMany: 'Too many tries. Wait a minute, then try again.',
  unreachable: 'The gateway does not answer. Is it running?',
} as const;

export const offlinePage = {
  title: 'The gateway does not answer',
  text: 'Either it is not running or there is no network. This page looks again by itself; nothing that was accepted is lost.',
  retry: 'Try again now',
} as const;
