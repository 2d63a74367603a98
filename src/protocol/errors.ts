import { z } from 'zod';

/**
 * The error table: the one source for the union type, the tRPC code, `retryable`, docs/errors.md and the text that people
 * read in both languages. A client branches on `code` only. Source: protocol.md §6.
 */
type ErrorRow = { trpc: TrpcCode; retryable: boolean; en: string; zh: string };
type TrpcCode =
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'BAD_REQUEST'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'PAYLOAD_TOO_LARGE'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'CLIENT_CLOSED_REQUEST'
  | 'INTERNAL_SERVER_ERROR';

export const ERRORS = {
  UNAUTHORIZED: {
    trpc: 'UNAUTHORIZED',
    retryable: false,
    en: 'You are not signed in: open the sign-in link that the gateway printed, or send a valid token.',
    zh: '尚未登录：请打开网关打印的登录链接，或提供有效的令牌。',
  },
  FORBIDDEN: {
    trpc: 'FORBIDDEN',
    retryable: false,
    en: 'Your credential may not do this: sign in as a user.',
    zh: '当前凭据无权执行此操作：请以用户身份登录。',
  },
  INVALID_REQUEST: {
    trpc: 'BAD_REQUEST',
    retryable: false,
    en: 'The request is not valid: correct the field that the message names.',
    zh: '请求无效：请修正提示中指出的字段。',
  },
  METHOD_NOT_FOUND: {
    trpc: 'NOT_FOUND',
    retryable: false,
    en: 'There is no such method: use one that connect lists.',
    zh: '没有这个方法：请使用 connect 返回列表中的方法。',
  },
  NOT_FOUND: {
    trpc: 'NOT_FOUND',
    retryable: false,
    en: 'That object does not exist here: check the id.',
    zh: '对象不存在：请检查标识。',
  },
  IDEMPOTENCY_CONFLICT: {
    trpc: 'CONFLICT',
    retryable: false,
    en: 'This idempotency key was already used for a different request: use a new key.',
    zh: '该幂等键已用于不同的请求：请换一个新键。',
  },
  POLICY_DENIED: {
    trpc: 'FORBIDDEN',
    retryable: false,
    en: 'The policy denies this: change the policy or do it another way.',
    zh: '策略拒绝了此操作：请修改策略或换一种方式。',
  },
  APPROVAL_ALREADY_RESOLVED: {
    trpc: 'CONFLICT',
    retryable: false,
    en: 'This approval was already answered: the first answer stands.',
    zh: '该审批已有结论：以先到的决定为准。',
  },
  APPROVAL_EXPIRED: {
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    en: 'This approval has expired: ask the agent to try again.',
    zh: '该审批已过期：请让智能体重试。',
  },
  APPROVAL_STALE: {
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    en: 'What you approved has changed since it was shown: look at the new request.',
    zh: '审批内容在展示后已变化：请查看新的请求。',
  },
  VERSION_CONFLICT: {
    trpc: 'CONFLICT',
    retryable: false,
    en: 'Someone changed this first: load the newest version and apply your change again.',
    zh: '已有他人先行修改：请加载最新版本后再修改。',
  },
  TOOL_EXEC_FAILED: {
    trpc: 'INTERNAL_SERVER_ERROR',
    retryable: false,
    en: 'The tool failed: read its output for the cause.',
    zh: '工具执行失败：请查看其输出了解原因。',
  },
  PATH_OUTSIDE_WORKSPACE: {
    trpc: 'FORBIDDEN',
    retryable: false,
    en: 'That path is outside the session folder: use a path inside it.',
    zh: '路径在会话文件夹之外：请使用文件夹内的路径。',
  },
  SSRF_BLOCKED: {
    trpc: 'FORBIDDEN',
    retryable: false,
    en: 'That address is not reachable from tools: use a public address.',
    zh: '工具不可访问该地址：请使用公共地址。',
  },
  BUDGET_EXCEEDED: {
    trpc: 'FORBIDDEN',
    retryable: false,
    en: 'The budget does not allow this run: raise it in the policy or wait.',
    zh: '预算不足：请在策略中调高预算或稍后再试。',
  },
  RUN_INTERRUPTED: {
    trpc: 'CONFLICT',
    retryable: false,
    en: 'The gateway stopped while a tool ran, so its outcome is unknown: check what it did, then continue the run.',
    zh: '网关在工具执行期间停止，结果未知：请先核对其影响，再继续运行。',
  },
  ABORTED: {
    trpc: 'CLIENT_CLOSED_REQUEST',
    retryable: false,
    en: 'The run was stopped: continue it or send a new message.',
    zh: '运行已停止：可继续运行或发送新消息。',
  },
  PAYLOAD_TOO_LARGE: {
    trpc: 'PAYLOAD_TOO_LARGE',
    retryable: false,
    en: 'The message is too large: send less at a time.',
    zh: '消息过大：请减少单次发送的内容。',
  },
  RESYNC_REQUIRED: {
    trpc: 'PRECONDITION_FAILED',
    retryable: false,
    en: 'The stream cannot be resumed from there: load the session again and use the fresh token.',
    zh: '无法从该位置恢复事件流：请重新加载会话并使用新的令牌。',
  },
  SYNC_CONFLICT: {
    trpc: 'CONFLICT',
    retryable: false,
    en: 'The two copies of this session differ: choose which one to keep.',
    zh: '会话的两份副本不一致：请选择保留哪一份。',
  },
  PROTOCOL_UNSUPPORTED: {
    trpc: 'BAD_REQUEST',
    retryable: false,
    en: 'This client speaks another major version of the protocol: update it.',
    zh: '客户端的协议主版本不受支持：请升级客户端。',
  },
  INTERNAL_ERROR: {
    trpc: 'INTERNAL_SERVER_ERROR',
    retryable: false,
    en: 'Something went wrong in the gateway: report the trace id.',
    zh: '网关内部出错：请提供追踪编号以便排查。',
  },
  SESSION_BUSY: {
    trpc: 'CONFLICT',
    retryable: true,
    en: 'A run is already active in this session: wait for it, stop it, or queue the message.',
    zh: '该会话已有运行在进行：请等待、停止它，或将消息排队。',
  },
  RATE_LIMITED: {
    trpc: 'TOO_MANY_REQUESTS',
    retryable: true,
    en: 'Too many requests: wait a moment and try again with the same key.',
    zh: '请求过于频繁：请稍候并使用同一个键重试。',
  },
  MODEL_UNAVAILABLE: {
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    en: 'The model did not answer: check its address and key, then try again.',
    zh: '模型没有响应：请检查其地址和密钥后重试。',
  },
  SANDBOX_UNAVAILABLE: {
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    en: 'There is no sandbox on this gateway: use the local mode, or set up Docker.',
    zh: '此网关没有可用的沙盒：请使用本地模式，或配置 Docker。',
  },
  STORAGE_FULL: {
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    en: 'The disk is full: free some space and try again.',
    zh: '磁盘已满：请清理空间后重试。',
  },
  STORAGE_UNAVAILABLE: {
    trpc: 'SERVICE_UNAVAILABLE',
    retryable: true,
    en: 'The store does not answer: try again in a moment.',
    zh: '存储暂时不可用：请稍后重试。',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
export const ErrorCode = z.enum(ERROR_CODES);

export const ProtocolErrorShape = z
  .object({
    code: ErrorCode,
    message: z.string().describe('What was refused and what to do, in one sentence: no stack, host path or secret.'),
    hint: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    retryable: z.boolean(),
    retryAfterMs: z.int().nonnegative().optional(),
    traceId: z.string(),
  })
  .meta({ id: 'Error' });
export type ProtocolErrorShape = z.infer<typeof ProtocolErrorShape>;

type ProtocolErrorOptions = {
  hint?: string;
  details?: Record<string, unknown>;
  retryAfterMs?: number;
  /** The trace of the call that was refused first, when the refusal is repeated. */
  traceId?: string;
  /** For the log only: never sent to a client. */
  cause?: unknown;
};

/**
 * A refusal that a client may read. `message` is public by construction; whatever must stay inside goes to `cause`.
 * Everything thrown that is not a ProtocolError is a bug and reaches the client as INTERNAL_ERROR.
 */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterMs: number | undefined;
  readonly traceId: string | undefined;

  constructor(code: ErrorCode, message?: string, options: ProtocolErrorOptions = {}) {
    super(message ?? ERRORS[code].en, { cause: options.cause });
    this.name = 'ProtocolError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
    this.traceId = options.traceId;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  toShape(traceId: string): ProtocolErrorShape {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.details === undefined ? {} : { details: this.details }),
      retryable: this.retryable,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      traceId: this.traceId ?? traceId,
    };
  }
}

/** Recognises a ProtocolError of any copy of this module (Next loads some modules twice in one process). */
export function isProtocolError(error: unknown): error is ProtocolError {
  return error instanceof Error && error.name === 'ProtocolError' && 'code' in error && String(error.code) in ERRORS;
}
