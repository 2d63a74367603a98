/** The process environment, handed out here and nowhere else. */
export function processEnvironment(): Record<string, string | undefined> {
  return process.env;
}

/** Next reports what it is used for unless it is told not to. Called before Next is loaded. */
export function silenceNext(): void {
  process.env.NEXT_TELEMETRY_DISABLED = '1';
}
