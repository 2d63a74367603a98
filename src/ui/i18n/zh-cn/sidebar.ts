import type * as english from '../en/sidebar.ts';
import type { Texts } from '../texts.ts';

export const sidebar: Texts<typeof english.sidebar> = {
  label: '会话',
  open: '显示会话列表',
  close: '隐藏会话列表',
  new: '新会话',
  untitled: '新会话',
  empty: '还没有会话。发送第一条消息即可创建。',
  loading: '正在加载会话…',
  more: '显示更早的会话',
  groups: { pinned: '已置顶', today: '今天', yesterday: '昨天', week: '过去 7 天' },
  unread: '有新内容',
  actions: '对“{title}”的操作',
  rename: '重命名',
  renameField: '新标题',
  pin: '置顶',
  unpin: '取消置顶',
  archive: '归档',
  unarchive: '移出归档',
  delete: '删除',
  deleted: '已删除：{title}',
  archivedOne: '已归档：{title}',
  unarchivedOne: '已移回列表：{title}',
  undo: '撤销',
  showArchived: '归档',
  archivedTitle: '归档',
  noneArchived: '还没有归档的会话。归档后会话不再出现在列表中，但仍可查看。',
  backToSessions: '返回会话列表',
  console: '控制台',
};

export const search: Texts<typeof english.search> = {
  label: '搜索所有会话',
  placeholder: '搜索',
  sessions: '会话',
  messages: '消息',
  found: '{count, plural, =0 {没有结果} other {共 # 条结果}}',
  nothing: '没有找到含“{query}”的内容。所有词都要出现，词越少结果越多。',
  more: '显示更多',
  by: { user: '你', assistant: '智能体' },
};
