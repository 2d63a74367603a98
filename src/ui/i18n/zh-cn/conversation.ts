import type * as english from '../en/conversation.ts';
import type { Texts } from '../texts.ts';

export const conversation: Texts<typeof english.conversation> = {
  label: '对话',
  emptyTitle: '想做点什么？',
  emptyText: '智能体在一个文件夹里使用你的文件和终端。有风险的操作会先等你批准。',
  loading: '正在加载会话…',
  missing: '这里没有这个会话。',
  missingAction: '开始新会话',
  failed: '会话加载失败。',
  reload: '重试',
  toLatest: '回到最新',
  toLatestNew: '回到最新 · {count, number} 条新消息',
  older: '正在加载更早的消息…',
  olderFailed: '更早的消息加载失败。',
  queued: '排队中',
  takeBack: '收回到输入框',
  cancelQueued: '取消这条消息',
};

export const message: Texts<typeof english.message> = {
  you: '你',
  agent: '智能体',
  reasoning: '思考过程',
  stopped: '已停止',
  sending: '正在发送…',
  sentAgain: '暂时请求过多，{seconds, number} 秒后会自动重新发送。',
  notSent: '未发送。',
  retry: '重试',
  discard: '放弃',
  working: '正在处理…',
  imageOf: '图片：{alt}',
  continued: '从上次结束处继续',
  copy: '复制',
  copied: '已复制',
  copyCode: '复制代码',
  copyMessage: '复制消息',
  code: '代码',
  wrapCode: '长行自动换行',
  taskDone: '已完成',
  taskOpen: '未完成',
  table: '表格',
  actions: '对这条消息的操作',
  edit: '编辑并重新运行',
  editHint: '将在从这里开始的新会话中运行，当前会话保持不变。',
  run: '运行',
  regenerate: '在新会话中重新回答',
  forked: '这是一个新会话，原会话保留不变。',
  toOriginal: '回到原会话',
};

export const tool: Texts<typeof english.tool> = {
  status: {
    pending: '待执行',
    waiting_approval: '等待审批',
    running: '运行中',
    success: '完成',
    failed: '失败',
    denied: '已拒绝',
    unknown: '结果未知',
    stopped: '已停止',
  },
  exitCode: '退出码 {code, number}',
  showAll: '显示全部',
  showLess: '收起',
  args: '参数',
  output: '输出',
  liveOutput: '实时输出',
  errors: '错误输出',
  noOutput: '没有输出',
  truncated: '省略了 {bytes, number} 字节',
  copyArgs: '复制参数',
  copyOutput: '复制输出',
  calls: '{count, number} 次调用',
  moreCalls: '其余 {count, number} 次调用',
  allOutput: '查看全部输出',
  allHits: '查看全部 {count, number} 处匹配',
  moreOutput: '继续显示（还剩 {percent, number}%）',
  rule: '规则 {rule}，策略版本 {version, number}：{reason}',
  unknownHint: '网关在执行期间停止，此操作可能已生效，也可能没有。',
};

export const diff: Texts<typeof english.diff> = {
  counts: '新增 {added, number} 行，删除 {removed, number} 行',
  diff: '改动',
  content: '文件的新内容',
  all: '查看全部 {count, number} 行',
};

export const failure: Texts<typeof english.failure> = {
  stopped: '已停止。',
  failed: '运行失败。',
  details: '详情',
  trace: '追踪编号',
  copyTrace: '复制追踪编号',
  continue: '继续',
  otherModel: '换一个模型',
  more: '更多操作',
};

export const notice: Texts<typeof english.notice> = {
  reset: '智能体从这里重新开始。',
  fallback: '改由另一个模型回答。',
  rate_limit: '提供方要求等待，稍后会自动重试。',
  rate_limit_named: '{model} 要求等待，{seconds, number} 秒后再次请求。',
  fallback_named: '{from} 没有回答，改由 {to} 回答。',
  budget: '策略中的预算让本次运行停止。',
  length: '回答已达最大长度，被截断。',
  content_filter: '提供方扣留了部分回答。',
  compaction: '较早的消息已为模型做了摘要，原文仍可查看。',
  memory_flush: '笔记已写入记忆。',
  deleted: '此会话已删除。',
  restored: '此会话已恢复。',
  forked: '以上内容来自之前的会话。',
  toOrigin: '查看原会话',
  mode: '工具现在的运行位置：{mode}',
};

export const live: Texts<typeof english.live> = {
  label: '当前动态',
  approval: '需要审批：{summary}',
  failed: '运行失败：{text}',
  stopped: '运行已停止。',
};

export const link: Texts<typeof english.link> = {
  opens: '在新标签页打开 {host}',
  loopback: '{host}，本机',
  title: '打开此链接？',
  description: '链接由智能体写出，将前往：',
  open: '在新标签页打开',
  copy: '复制地址',
  warnings: {
    otherHost: '链接文字写的是另一个网站。',
    user: '主机名前有一段用户名，容易被误认成网站。',
    script: '主机名含有其他文字的字母，可能看起来像你熟悉的网站。',
    loopback: '将访问你自己电脑上的服务。',
    address: '这是 IP 地址，不是域名。',
    insecure: '连接未加密。',
  },
};
