/** The process environment, handed out here and nowhere else. */
export function processEnvironment(): Record<string, string | undefined> {
  return process.env;
}
