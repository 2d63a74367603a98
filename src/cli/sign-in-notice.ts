type Options = { isTerminal: boolean; origin: string; mintCode: () => string };

/**
 * What is printed when a gateway is ready. The code in a link makes a signed-in user, so it is minted for a terminal only: a
 * file, a journal or a pipe may have other readers.
 */
export function signInNotice({ isTerminal, origin, mintCode }: Options): string {
  return isTerminal
    ? `\nOpenFoal is ready. Sign in once, within five minutes:\n\n  ${origin}/signin#code=${mintCode()}\n`
    : `\nOpenFoal is ready at ${origin}. There is no terminal, so no link is printed: sign in with OPENFOAL_TOKEN, or start it in a terminal.\n`;
}
