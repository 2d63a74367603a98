/**
 * What doctor can find: one row for each finding, with its texts in both languages, which the command line, system.doctor and
 * the pages share. `{name}` stands for a value of `params`. No schema library: a page imports it as it is.
 */
import type { Finding } from './entities.ts';

/** What is so, and for what is not fine, what to do. */
type Texts = readonly [message: string] | readonly [message: string, fix: string];
type FindingRow = { status: Finding['status']; en: Texts; zh: Texts };

/** By id, then by reason. Both are stable; texts may change. */
export const FINDINGS = {
  config: {
    valid: { status: 'ok', en: ['the configuration is valid'], zh: ['配置有效'] },
    problem: { status: 'fail', en: ['{problem}', 'see docs/config.md'], zh: ['{problem}', '参见 docs/config.md'] },
  },
  node: {
    fits: { status: 'ok', en: ['Node {version}'], zh: ['Node {version}'] },
    old: {
      status: 'fail',
      en: ['Node {version} is too old: 22.18 or newer is needed', 'install it from https://nodejs.org'],
      zh: ['Node {version} 过旧：需要 22.18 或更新的版本', '从 https://nodejs.org 安装新版本'],
    },
  },
  home: {
    none: { status: 'ok', en: ['{path} is made at the first start'], zh: ['{path} 会在首次启动时创建'] },
    file: {
      status: 'fail',
      en: ['{path} is no folder', 'move it away, or set OPENFOAL_HOME'],
      zh: ['{path} 不是文件夹', '把它移走，或设置 OPENFOAL_HOME'],
    },
    closed: {
      status: 'fail',
      en: ['{path} cannot be written', 'chown it to the user who starts the gateway'],
      zh: ['{path} 不可写入', '用 chown 把它交给启动网关的用户'],
    },
    fits: { status: 'ok', en: ['{path}'], zh: ['{path}'] },
  },
  'home.permissions': {
    fits: { status: 'ok', en: ['{mode} {path}'], zh: ['{mode} {path}'] },
    open: {
      status: 'warn',
      en: ['{path} is open to others ({mode})', "chmod {wanted} '{path}'; a start does it too"],
      zh: ['其他用户可以访问 {path}（{mode}）', "chmod {wanted} '{path}'；重新启动也会修正"],
    },
  },
  'home.token': {
    fits: { status: 'ok', en: ['{mode} {path}'], zh: ['{mode} {path}'] },
    open: {
      status: 'warn',
      en: ['{path} is open to others ({mode})', "chmod {wanted} '{path}'; a start does it too"],
      zh: ['其他用户可以访问 {path}（{mode}）', "chmod {wanted} '{path}'；重新启动也会修正"],
    },
  },
  gateway: {
    never: { status: 'ok', en: ['no gateway has run here yet'], zh: ['这里还没有运行过网关'] },
    none: { status: 'ok', en: ['no gateway runs on this home'], zh: ['没有网关在使用这个主目录'] },
    runs: { status: 'ok', en: ['a gateway runs'], zh: ['网关正在运行'] },
    runsAt: { status: 'ok', en: ['a gateway runs at {url} (pid {pid})'], zh: ['网关正在 {url} 运行（进程 {pid}）'] },
    locked: {
      status: 'fail',
      en: ['the lock cannot be taken: {why}', 'check {path}'],
      zh: ['无法取得锁：{why}', '检查 {path}'],
    },
  },
  disk: {
    fits: { status: 'ok', en: ['{free} free'], zh: ['可用空间 {free}'] },
    low: { status: 'warn', en: ['{free} free', 'free some space soon'], zh: ['可用空间 {free}', '请尽快释放空间'] },
    full: {
      status: 'fail',
      en: ['{free} free', 'free some space: below 100 MiB runs stop with STORAGE_FULL'],
      zh: ['可用空间 {free}', '请释放空间：低于 100 MiB 时运行会以 STORAGE_FULL 停止'],
    },
  },
  database: {
    none: { status: 'ok', en: ['made at the first start'], zh: ['会在首次启动时创建'] },
    inUse: { status: 'ok', en: ['in use by the gateway: not opened'], zh: ['网关正在使用：未打开检查'] },
    sound: { status: 'ok', en: ['SQLite, sound'], zh: ['SQLite，完好'] },
    damaged: {
      status: 'fail',
      en: ['SQLite reports damage in it', '`openfoal repair` says more; restore a backup'],
      zh: ['SQLite 报告数据库已损坏', '运行 `openfoal repair` 查看详情，并恢复备份'],
    },
    unopened: {
      status: 'fail',
      en: ['it cannot be opened: {why}', 'check who owns it; `openfoal repair` says more'],
      zh: ['无法打开数据库：{why}', '检查它属于哪个用户；运行 `openfoal repair` 查看详情'],
    },
    postgres: { status: 'ok', en: ['Postgres {version} answers'], zh: ['Postgres {version} 有响应'] },
    unanswered: {
      status: 'fail',
      en: ['Postgres at DATABASE_URL does not answer ({code})', 'check its address, its user and that it runs'],
      zh: ['DATABASE_URL 指向的 Postgres 没有响应（{code}）', '检查地址、用户，以及它是否在运行'],
    },
    answers: { status: 'ok', en: ['{kind} answers'], zh: ['{kind} 有响应'] },
    silent: {
      status: 'fail',
      en: ['{kind} does not answer', 'the log of the gateway says why; nothing is lost that was accepted'],
      zh: ['{kind} 没有响应', '原因见网关日志；已接受的内容不会丢失'],
    },
  },
  port: {
    any: { status: 'ok', en: ['a free one is taken at start'], zh: ['启动时自动选用空闲端口'] },
    ours: { status: 'ok', en: ["{port} is the gateway's of this home"], zh: ['{port} 由这个主目录的网关使用'] },
    free: { status: 'ok', en: ['{port} is free'], zh: ['{port} 空闲'] },
    taken: {
      status: 'fail',
      en: ['{port} is taken by another program', 'stop it, or set PORT'],
      zh: ['{port} 已被其他程序占用', '停止该程序，或设置 PORT'],
    },
    refused: {
      status: 'fail',
      en: ['{host}:{port} cannot be listened on ({code})', 'set HOST and PORT to an address of this machine'],
      zh: ['无法监听 {host}:{port}（{code}）', '把 HOST 和 PORT 设为本机的地址'],
    },
  },
  pages: {
    built: { status: 'ok', en: ['built from these sources'], zh: ['页面与当前源代码一致'] },
    stale: {
      status: 'ok',
      en: ['not built from these sources: the next start builds them, which takes half a minute'],
      zh: ['页面与当前源代码不一致：下次启动会重新构建，约需半分钟'],
    },
  },
  'models.keys': {
    none: { status: 'ok', en: ['no key is set'], zh: ['未设置密钥'] },
    some: { status: 'ok', en: ['a key is set for {providers}'], zh: ['已设置密钥：{providers}'] },
  },
  'models.local': {
    none: { status: 'ok', en: ['no model server answers on this machine'], zh: ['本机没有可用的模型服务'] },
    some: { status: 'ok', en: ['{servers} on this machine'], zh: ['本机的模型服务：{servers}'] },
  },
  'models.default': {
    answers: { status: 'ok', en: ['{model} answers'], zh: ['由 {model} 回答'] },
    unknown: {
      status: 'warn',
      en: ['{model} is to answer, but its provider is not configured', 'set its key or start its server'],
      zh: ['应由 {model} 回答，但它的提供方尚未配置', '设置它的密钥，或启动它的服务'],
    },
    demo: {
      status: 'warn',
      en: [
        '{model} answers: a script, not an AI',
        'set ANTHROPIC_API_KEY or OPENAI_API_KEY, or start Ollama, llama.cpp, vLLM or LM Studio',
      ],
      zh: [
        '由 {model} 回答：这是演示脚本，不是 AI',
        '设置 ANTHROPIC_API_KEY 或 OPENAI_API_KEY，或启动 Ollama、llama.cpp、vLLM 或 LM Studio',
      ],
    },
  },
  containment: {
    namespace: {
      status: 'ok',
      en: ['commands run in namespaces of their own (as {as})'],
      zh: ['命令在独立的命名空间中运行（身份：{as}）'],
    },
    weak: {
      status: 'warn',
      en: [
        'commands are contained weakly ({why}): they can read what you can read, and may outlive a stop',
        'on Linux install util-linux and allow user namespaces; elsewhere approve with care',
      ],
      zh: [
        '命令的隔离较弱（{why}）：它们能读取你能读取的内容，停止后也可能继续存在',
        '在 Linux 上安装 util-linux 并允许用户命名空间；在其他系统上请谨慎批准',
      ],
    },
  },
  docker: {
    answers: { status: 'ok', en: ['Docker {version}'], zh: ['Docker {version}'] },
    none: {
      status: 'ok',
      en: ['no daemon answers; the local mode needs none'],
      zh: ['没有 Docker 服务响应；本地模式不需要它'],
    },
    elsewhere: {
      status: 'ok',
      en: ['DOCKER_HOST is not on this machine: not asked'],
      zh: ['DOCKER_HOST 不在本机：未查询'],
    },
  },
  ripgrep: {
    found: { status: 'ok', en: ['{version}'], zh: ['{version}'] },
    none: {
      status: 'ok',
      en: ['not installed: file.search walks by itself, which is slower'],
      zh: ['未安装：file.search 会自行遍历，速度较慢'],
    },
  },
  git: {
    found: { status: 'ok', en: ['{version}'], zh: ['{version}'] },
    none: {
      status: 'warn',
      en: ['not installed', 'install git: agents use it all the time'],
      zh: ['未安装', '安装 git：智能体经常用到它'],
    },
  },
} as const satisfies Record<string, Record<string, FindingRow>>;

export type FindingId = keyof typeof FINDINGS;
export type FindingReason<Id extends FindingId> = keyof (typeof FINDINGS)[Id] & string;
export type FindingParams = Finding['params'];

/** A finding with its English texts. */
export function findingOf<Id extends FindingId>(
  id: Id,
  reason: FindingReason<Id>,
  params: FindingParams = {},
): Finding {
  const row = rowOf(id, reason);
  if (!row) throw new Error(`no finding ${id}.${reason}`);
  const { message, fix } = filled(row.en, params);
  return { id, reason, status: row.status, message, ...(fix === undefined ? {} : { fix }), params };
}

/** The texts of a finding in a language; the gateway's own English for one that this table does not know. */
export function findingText(
  { id, reason, message, fix, params }: Finding,
  language: 'en' | 'zh',
): { message: string; fix?: string } {
  const row = rowOf(id, reason);
  if (row) return filled(row[language], params);
  return { message, ...(fix === undefined ? {} : { fix }) };
}

function rowOf(id: string, reason: string): FindingRow | undefined {
  // The seam where the table is asked by names that came over the wire.
  const table: Record<string, Record<string, FindingRow>> = FINDINGS;
  if (!Object.hasOwn(table, id)) return undefined;
  const rows = table[id];
  return rows && Object.hasOwn(rows, reason) ? rows[reason] : undefined;
}

function filled([message, fix]: Texts, params: FindingParams): { message: string; fix?: string } {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  return { message: fill(message), ...(fix === undefined ? {} : { fix: fill(fix) }) };
}
