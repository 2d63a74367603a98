/**
 * Makes a bare `npx next dev` a working chat: Next calls `register` once per process, and this starts the same gateway on a side
 * port, where the page finds it through globalThis. Under our own server there already is a gateway: then nothing happens here.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    // The core is never bundled: its modules must be the ones that Node itself loads, so the bundler sees no path here.
    const url = `file://${process.cwd()}/src/cli/side-gateway.ts`;
    const { startSideGateway } = (await import(
      /* turbopackIgnore: true */ url
    )) as typeof import('./cli/side-gateway.ts');
    await startSideGateway();
  }
}
