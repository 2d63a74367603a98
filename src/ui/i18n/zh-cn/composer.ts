import type * as english from '../en/composer.ts';
import type { Texts } from '../texts.ts';

export const composer: Texts<typeof english.composer> = {
  label: '消息',
  placeholder: '给智能体发消息',
  placeholderBusy: '排队发送，本次运行结束后处理',
  hint: '回车发送，Shift+回车换行',
  send: '发送',
  queue: '排队',
  stop: '停止',
  stopping: '正在停止…',
  tooLong: '共 {count, number} 个字符，超出上限 {max, number}。',
  uploading: '文件上传完成后即可发送',
  sayWhat: '请说明要如何处理这些文件',
  completions: '{count, plural, other {# 个命令}}：方向键选择，回车确认',
};

export const attachments: Texts<typeof english.attachments> = {
  label: '附件',
  attach: '添加文件：文本、JSON、PNG、JPEG、GIF 或 WebP，每个不超过 {max}，最多 {count, number} 个',
  drop: '松开即可添加文件',
  uploading: '{received} / {size}',
  cancel: '取消上传 {name}',
  remove: '移除 {name}',
  retry: '重新上传 {name}',
  failed: '未能上传。',
  refused: {
    type: '只能添加文本和图片',
    size: '文件过大：上限 {max}',
    empty: '文件是空的',
    count: '最多 {max, number} 个文件',
  },
  loading: '正在加载…',
  gone: '此文件已不存在。',
  open: '打开',
  cut: '这里只显示开头。保存文件可查看全部内容。',
  save: '保存',
};

export const commands: Texts<typeof english.commands> = {
  label: '命令',
  title: '命令',
  literal: '以两个斜杠开头，可发送以一个斜杠开头的消息。',
  unknown: '没有 /{word} 这个命令。输入 /help 查看全部命令；以 // 开头可发送以斜杠开头的消息。',
  takesOne: '/{name} 后面需要其中之一：{options}',
  takesNothing: '/{name} 后面不需要其他内容。',
  nothingRuns: '当前没有运行。',
  does: {
    new: '开始新会话',
    stop: '停止运行',
    model: '选择由哪个模型回答',
    mode: '选择工具的运行位置',
    memory: '打开记忆',
    compact: '为模型概括较早的消息',
    reset: '让智能体重新开始，对话记录保留',
    export: '把会话保存为文件',
    help: '列出这些命令',
  },
};
