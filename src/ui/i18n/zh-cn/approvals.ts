import type * as english from '../en/approvals.ts';
import type { Texts } from '../texts.ts';

export const waiting: Texts<typeof english.waiting> = {
  button: '{count, plural, =0 {没有等待的审批} other {# 项审批等待处理}}',
  title: '审批',
  none: '没有等待你处理的审批。',
  answeredElsewhere: '已在别处处理：{answer}',
  answeredBy: '{answer}，由 {who} 处理',
  openSession: '打开会话“{title}”',
  all: '全部审批',
  more: '还有 {count, number} 项',
  announce: '{count, plural, =0 {已没有等待的审批。} other {有 # 项审批等待处理。}}',
};

export const approval: Texts<typeof english.approval> = {
  title: '是否批准？',
  label: '{tool} 的审批',
  command: '将原样执行',
  commandWithoutShell: '将原样执行，不经过 shell',
  request: '将原样发送此请求',
  create: '将创建此文件',
  change: '将修改此文件',
  call: '将原样执行此操作',
  noChange: '内容没有变化。',
  lines: '共 {count, number} 行：请滚动查看全部',
  hiddenCharacters: '包含通常不可见的字符：已写成 ⟨U+…⟩。',
  folder: '文件夹',
  where: '运行位置',
  asked: '依据',
  rule: '{rule}（策略版本 {version, number}）',
  timeLeft: '剩余时间',
  expired: '已过期',
  approveOnce: '批准一次',
  approveSession: '本会话内批准',
  reject: '拒绝',
  reason: '拒绝的原因（智能体会看到，可留空）',
  confirmReject: '拒绝',
  cancel: '取消',
  elsewhere: '已在别处处理。',
  answered: {
    pending: '等待答复',
    approved: '已批准',
    approved_session: '已在本会话内批准',
    rejected: '已拒绝',
    expired: '已过期，无人答复',
    superseded: '已撤回',
  },
  because: '原因：{comment}',
  titleAnswered: '曾请求审批',
  by: '由 {actor} 处理',
  elsewhereBy: '由 {actor} 在别处处理',
};

export const approve: Texts<typeof english.approve> = {
  title: '审批',
  loading: '正在加载审批…',
  missing: '这里没有这项审批。',
  missingHint: '它可能属于另一个网关，或所在的会话已被删除。',
  session: '会话',
  asked: '你的要求',
  said: '智能体说',
  offline: '与网关的连接已断开。这里显示的审批可能已被处理；恢复连接后会发送你的答复。',
  answered: {
    approved: '已批准，正在执行或已执行。',
    approved_session: '已在本会话内批准，正在执行或已执行。',
    rejected: '已拒绝，没有执行。',
    expired: '无人及时答复，没有执行。',
    superseded: '已撤回：运行被停止，或要执行的内容已改变。没有执行。',
  },
  by: '由 {who} 处理',
  openSession: '打开会话',
  next: '还有 {count, number} 项审批等待处理',
  toNext: '查看下一项',
  toChat: '聊天',
};

export const notify: Texts<typeof english.notify> = {
  label: '在此设备上通知我',
  hint: '仅当没有打开的 OpenFoal 页面可见时通知。每项审批一条，有人答复后自动消失。',
  denied: '浏览器已阻止本站的通知。请在浏览器设置中允许此地址发送通知。',
  unsupported: '通知需要 HTTPS 或 localhost，以及支持通知的浏览器。',
  title: '需要审批：{tool}',
};
