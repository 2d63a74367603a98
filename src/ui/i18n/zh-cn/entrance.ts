import type * as english from '../en/entrance.ts';
import type { Texts } from '../texts.ts';

export const signin: Texts<typeof english.signin> = {
  title: '登录',
  how: '运行网关的终端里有一个登录链接，请打开它。链接只能使用一次，五分钟内有效；在该终端按回车会生成新的链接。',
  field: '或粘贴登录链接、登录码或操作员令牌',
  submit: '登录',
  busy: '正在登录…',
  refused: '登录码或令牌已失效。请在终端按回车获取新的链接。',
  tooMany: '尝试次数过多。请等一分钟再试。',
  unreachable: '网关没有响应。它在运行吗？',
};

export const offlinePage: Texts<typeof english.offlinePage> = {
  title: '网关没有响应',
  text: '网关可能没有运行，或网络已断开。本页会自动重试；已接受的内容不会丢失。',
  retry: '立即重试',
};
