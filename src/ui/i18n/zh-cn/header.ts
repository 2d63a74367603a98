import type * as english from '../en/header.ts';
import type { Texts } from '../texts.ts';

export const models: Texts<typeof english.models> = {
  title: '模型',
  change: '模型：',
  search: '搜索模型',
  none: '没有这个名称的模型。',
  busy: '当前运行继续使用原来的模型，下一条消息由新模型回答。',
  chosen: '当前选择',
  default: '默认',
  useDefault: '默认（{model}）',
  useDefaultHint: '由策略或网关决定，日后变动时随之改变。',
  vision: '能看图片',
  window: '{tokens} 词元',
  notAllowed: '策略不允许',
  price: '每百万词元：输入 {input}，输出 {output}',
  priceUnknown: '价格未知',
  free: '免费',
  health: { ready: '可用', unreachable: '没有响应', no_key: '没有密钥' },
  fallbacks: '没有响应时依次改用：{models}',
  noFallbacks: '策略没有指定备用模型。',
};

export const runtime: Texts<typeof english.runtime> = {
  change: '工具的运行位置：',
  label: '工具的运行位置',
  labelBusy: '工具的运行位置（更改从下一轮起生效）',
  pending: '下一轮起：{mode}',
  means: {
    local: '使用你的文件，在会话文件夹中运行',
    cloud: '与本机隔离，在 Docker 沙盒中运行',
  },
  unavailable: '此网关还没有沙盒，工具仍在本机运行。',
};

export const usage: Texts<typeof english.usage> = {
  label: '上下文与费用',
  summary: '上下文已用 {percent}，费用 {cost}',
  none: '还没有用量。',
  context: '上下文',
  tokens: '{used, number} / {window, number} 词元',
  cost: '本会话的费用',
  compactions: '压缩次数',
  lastModel: '最近由谁回答',
  lastTokens: '最近一次运行的词元',
  inAndOut: '输入 {input, number}，输出 {output, number}',
  lastTime: '最近一次运行的用时',
};

export const chatMenu: Texts<typeof english.chatMenu> = {
  label: '本会话的更多操作',
  model: '模型',
  usage: '上下文已用 {percent}',
  memory: '记忆',
  export: { markdown: '导出为 Markdown', jsonl: '导出为 JSONL', html: '导出为 HTML' },
};

export const exporting: Texts<typeof english.exporting> = {
  begun: '正在导出…',
  soFar: '正在导出… 已有 {size}',
  cancel: '取消',
  saved: '已保存为 {name}',
  failed: '导出未完成，请重试。',
};
