/** Tools that say of a call what its arguments say, and note what they were asked to do. */
import { ProtocolError } from '../../protocol/errors.ts';
import type { CallSubject, Tool, ToolEffect, ToolReach, ToolRegistry } from './tool-port.ts';

export type JudgedTools = ToolRegistry & {
  /** Names of the tools that looked at a call, and that ran one, in order. */
  readonly prepared: string[];
  readonly ran: string[];
  /** Where each call that ran could have been redirected to. */
  readonly reach: ((host: string, method: string) => boolean)[];
  /** What calls that are bound to something find. */
  content: string;
  /** Awaited by a call that runs. */
  during: (() => Promise<void>) | undefined;
};

/**
 * `bash.exec` takes `argv`, or is a script; `file.read` and `file.write` take `path`; `http.request` takes `method` and `host`.
 * With `bad: true` arguments are refused, with `blocked: true` the address is. Only file.write is bound to content.
 */
export function judgedTools(): JudgedTools {
  const registry: JudgedTools = {
    prepared: [],
    ran: [],
    reach: [],
    content: 'a',
    during: undefined,
    get: (name) => tools.get(name),
    list: () => [...tools.values()],
    modes: ['local'],
  };
  const tool = (name: string, effect: ToolEffect, reaches: ToolReach, subject: SubjectOf): Tool => ({
    name,
    description: `a ${name} of a test`,
    risk: effect === 'read-only' ? 'low' : 'high',
    effect,
    reaches,
    params: { type: 'object' },
    parse: (args) => {
      const given = args as Record<string, unknown>;
      return given.bad ? { ok: false, message: 'bad: must not be' } : { ok: true, args: given };
    },
    subject: (args) => ({ effect, ...subject(args) }),
    prepare: (args, { folder, mode }) => {
      registry.prepared.push(name);
      if (args.blocked) return Promise.reject(new ProtocolError('SSRF_BLOCKED'));
      const binding = name === 'file.write' ? { content: registry.content } : {};
      return Promise.resolve({ display: { kind: 'call', summary: name, cwd: folder, mode }, binding });
    },
    run: async (_args, _binding, { mayReach }) => {
      registry.ran.push(name);
      registry.reach.push(mayReach);
      await registry.during?.();
      return { status: 'success', output: name };
    },
  });
  const reading = ({ method }: Record<string, unknown>) => method === 'GET' || method === 'HEAD';
  const tools = new Map(
    [
      tool('bash.exec', 'unknown', 'workspace', ({ argv }) =>
        Array.isArray(argv) ? { argv: argv.map(String) } : { script: true },
      ),
      tool('file.read', 'read-only', 'workspace', ({ path }) => ({ path: String(path) })),
      tool('file.write', 'compare-and-set', 'workspace', ({ path }) => ({ path: String(path) })),
      tool('http.request', 'unknown', 'network', (args) => ({
        effect: reading(args) ? 'read-only' : 'unknown',
        host: String(args.host),
        method: String(args.method),
      })),
    ].map((each) => [each.name, each]),
  );
  return registry;
}

type SubjectOf = (args: Record<string, unknown>) => Partial<CallSubject>;
