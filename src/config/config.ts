/**
 * The configuration: one table of environment variables, read once at start. docs/config.md and .env.example are generated from
 * CONFIG_ROWS. Source: architecture.md §9.
 */
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';

const optionalText = z.string().trim().min(1).optional();
/** What drivers throw for an address that they cannot take apart holds the address, and so the password in it. */
const readable = (text: string): boolean => {
  // Of several database hosts in one address, the first.
  const url = URL.parse(text.replace(/^([^/]*:\/\/(?:[^/?#]*@)?[^,/?#@]*),[^/?#@]*/, '$1'));
  try {
    return url !== null && decodeURIComponent(url.username + url.password + url.pathname) !== undefined;
  } catch {
    return false;
  }
};
const UNREADABLE = 'cannot be read: percent-encode what is special in its user and password';
const httpUrl = z.url({ protocol: /^https?$/, abort: true }).refine(readable, UNREADABLE);

export const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  OPENFOAL_HOME: z.string().min(1).default(join(homedir(), '.openfoal')),
  OPENFOAL_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .max(512)
    .regex(/^[\x21-\x7E]+$/, 'must be printable ASCII without spaces')
    .optional(),
  OPENFOAL_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform(listOf(','))
    .pipe(z.array(z.url({ protocol: /^https?$/ }))),
  OPENFOAL_WORKSPACE_ROOTS: z
    .string()
    .default(homedir())
    .transform(listOf(delimiter))
    .pipe(z.array(z.string().refine(isAbsolute, 'must be absolute paths')).min(1)),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'must start with postgres://', abort: true })
    .refine(readable, UNREADABLE)
    .optional(),
  OPENFOAL_MODEL: z
    .string()
    .regex(/^[^/\s]+\/\S+$/, 'must be provider/model')
    .optional(),
  ANTHROPIC_API_KEY: optionalText,
  ANTHROPIC_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: optionalText,
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENFOAL_DISCOVER_MODELS: z.enum(['on', 'off']).default('on'),
  OPENFOAL_BROWSER: optionalText,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type EnvironmentKey = keyof z.infer<typeof Environment>;

/** What the documentation says about each variable, in the order it is shown. */
export const CONFIG_ROWS: readonly { key: EnvironmentKey; type: string; default: string; description: string }[] = [
  {
    key: 'HOST',
    type: 'host',
    default: '127.0.0.1',
    description: 'Address to listen on. Anything but loopback needs OPENFOAL_TOKEN.',
  },
  { key: 'PORT', type: 'port', default: '3000', description: 'Port to listen on; 0 takes a free one.' },
  {
    key: 'OPENFOAL_HOME',
    type: 'path',
    default: '~/.openfoal',
    description: 'Where the database, transcripts, workspaces and the service token are.',
  },
  {
    key: 'OPENFOAL_TOKEN',
    type: 'secret',
    default: '',
    description:
      'A credential of a user, for deployments and scripts: 16 characters or more. Whoever has it can approve.',
  },
  {
    key: 'OPENFOAL_ALLOWED_ORIGINS',
    type: 'URLs, comma-separated',
    default: '',
    description: 'Further origins that may open the page and the socket, such as https://foal.example.',
  },
  {
    key: 'OPENFOAL_WORKSPACE_ROOTS',
    type: 'paths',
    default: '~',
    description: 'Folders below which a session may choose its folder, separated like PATH.',
  },
  {
    key: 'DATABASE_URL',
    type: 'URL',
    default: '',
    description: 'A Postgres database instead of SQLite in OPENFOAL_HOME.',
  },
  {
    key: 'OPENFOAL_MODEL',
    type: 'provider/model',
    default: '',
    description:
      'The model that answers unless a session or the policy names one. Without it: anthropic/claude-sonnet-5-5 when ANTHROPIC_API_KEY is set, else openai/gpt-5-mini when OPENAI_API_KEY is set, else the first model of a local server that was found, else demo/scripted.',
  },
  {
    key: 'ANTHROPIC_API_KEY',
    type: 'secret',
    default: '',
    description: 'Key for anthropic/… models.',
  },
  {
    key: 'ANTHROPIC_BASE_URL',
    type: 'URL',
    default: 'https://api.anthropic.com/v1',
    description:
      'A server that speaks the Messages API in the place of Anthropic. An address without a path means its /v1.',
  },
  {
    key: 'OPENAI_API_KEY',
    type: 'secret',
    default: '',
    description: 'Key for openai/… models. Most local servers need none.',
  },
  {
    key: 'OPENAI_BASE_URL',
    type: 'URL',
    default: 'https://api.openai.com/v1',
    description:
      'Another server for openai/… models: any that speaks Chat Completions. OpenAI itself is asked over its Responses API.',
  },
  {
    key: 'OPENFOAL_DISCOVER_MODELS',
    type: 'on or off',
    default: 'on',
    description:
      'Whether to look for model servers on this machine, at their usual ports: ollama/… 11434, llamacpp/… 8080, vllm/… 8000, lmstudio/… 1234.',
  },
  {
    key: 'OPENFOAL_BROWSER',
    type: 'program',
    default: '',
    description:
      'The browser of the Chromium family that `openfoal desktop` opens its window in, as a path or a name. Without it: the first one that is installed.',
  },
  { key: 'LOG_LEVEL', type: 'level', default: 'info', description: 'trace, debug, info, warn, error or silent.' },
];

/** An absent address is the provider's own. */
export type ProviderConfig = { baseUrl?: string; apiKey?: string };

export type Config = {
  host: string;
  port: number;
  home: string;
  token: string | undefined;
  allowedOrigins: string[];
  workspaceRoots: string[];
  databaseUrl: string | undefined;
  /** `provider/model`, when somebody chose one. */
  model: string | undefined;
  /** Absent: neither a key nor an address is set. */
  anthropic: ProviderConfig | undefined;
  openai: ProviderConfig | undefined;
  /** Whether to look for model servers on this machine. */
  discoverModels: boolean;
  /** A path or a name, when somebody chose one. */
  browser: string | undefined;
  logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
};

export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads the whole environment once.
 * @throws ConfigError naming every problem at once; unknown OPENFOAL_* variables are problems, values of secrets are not shown
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = givenOf(environment);
  const unknown = Object.keys(environment).filter((key) => key.startsWith('OPENFOAL_') && !(key in Environment.shape));
  const parsed = Environment.safeParse(given);
  const problems = [
    ...unknown.map((key) => `${key}: there is no such setting`),
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...(given.HOST !== undefined && !LOOPBACK.has(given.HOST) && given.OPENFOAL_TOKEN === undefined
      ? [`HOST: ${given.HOST} is reachable from other machines, so OPENFOAL_TOKEN must be set`]
      : []),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  return {
    host: env.HOST,
    port: env.PORT,
    home: resolve(env.OPENFOAL_HOME),
    token: env.OPENFOAL_TOKEN,
    allowedOrigins: env.OPENFOAL_ALLOWED_ORIGINS.map((url) => new URL(url).origin),
    workspaceRoots: env.OPENFOAL_WORKSPACE_ROOTS.map((root) => resolve(root)),
    databaseUrl: env.DATABASE_URL,
    model: env.OPENFOAL_MODEL,
    anthropic: provider(env.ANTHROPIC_API_KEY, env.ANTHROPIC_BASE_URL && withVersion(env.ANTHROPIC_BASE_URL)),
    openai: provider(env.OPENAI_API_KEY, env.OPENAI_BASE_URL),
    discoverModels: env.OPENFOAL_DISCOVER_MODELS === 'on',
    browser: env.OPENFOAL_BROWSER,
    logLevel: env.LOG_LEVEL,
  };
}

/** The variables that are set, as they are; an empty one is not. */
export function givenOf(environment: Record<string, string | undefined>): Partial<Record<EnvironmentKey, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([key, value]) => key in Environment.shape && value !== undefined && value !== '',
    ),
  );
}

function provider(apiKey: string | undefined, baseUrl: string | undefined): ProviderConfig | undefined {
  if (apiKey === undefined && baseUrl === undefined) return undefined;
  return { ...(apiKey === undefined ? {} : { apiKey }), ...(baseUrl === undefined ? {} : { baseUrl }) };
}

/** Other software that reads ANTHROPIC_BASE_URL means the server and adds /v1 itself. */
function withVersion(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.pathname === '/') url.pathname = '/v1';
  return url.toString();
}

function listOf(separator: string) {
  return (text: string): string[] =>
    text
      .split(separator)
      .map((item) => item.trim())
      .filter((item) => item !== '');
}
