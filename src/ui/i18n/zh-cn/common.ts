import type * as english from '../en/common.ts';
import type { Texts } from '../texts.ts';

export const app: Texts<typeof english.app> = { name: 'OpenFoal', skipToMessage: '跳到消息输入框' };

export const common: Texts<typeof english.common> = {
  close: '关闭',
  cancel: '取消',
  save: '保存',
  loading: '正在加载…',
  notLoaded: '页面的这一部分未能加载。',
  retry: '重试',
  asOf: '截至 {time} 的内容，会自动重新获取。',
  more: '显示更多',
  copyTrace: '复制追踪编号',
  messages: '消息',
  unreachable: '网关没有响应。当前显示的是最近一次得到的内容。',
};

export const connection: Texts<typeof english.connection> = {
  offline: '与网关的连接已断开。正在重连，内容不会丢失。',
  connecting: '正在连接网关…',
};

export const settings: Texts<typeof english.settings> = {
  language: '语言',
  theme: '主题：{theme}',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
};

export const sessionStatus: Texts<typeof english.sessionStatus> = {
  idle: '空闲',
  running: '运行中',
  waiting_approval: '等待审批',
};

export const syncState: Texts<typeof english.syncState> = {
  local_only: '仅本地',
  syncing: '同步中',
  synced: '已同步',
  conflict: '有冲突',
};

export const mode: Texts<typeof english.mode> = { local: '本机', cloud: '沙盒' };

export const modeHint: Texts<typeof english.modeHint> = {
  local: '工具在网关所在的机器上运行，文件夹：{folder}',
  cloud: '工具在独立的沙盒中运行，文件夹：{folder}',
};

export const time: Texts<typeof english.time> = {
  seconds: '{count, number} 秒',
  minutes: '{count, number} 分钟',
  hours: '{hours, number} 小时 {minutes, number} 分钟',
};
