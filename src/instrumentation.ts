/**
 * Makes a bare `npx next dev` a working chat: Next calls `register` once per process, and this starts the same gateway on a side
 * port, where the page finds it through globalThis. Under our own server there already is a gateway: then nothing happens here.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  // The core is never bundled: its modules must be the ones that Node itself loads, so their path is none that a bundler sees.
  const { pathToFileURL } = await import('node:url');
  const url = pathToFileURL(`${process.cwd()}/src/cli/side-gateway.ts`).href;
  const { startSideGateway } = (await import(
    /* turbopackIgnore: true */ url
  )) as typeof import('./cli/side-gateway.ts');
  await startSideGateway();
}
