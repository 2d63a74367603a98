import type * as english from '../en/start.ts';
import type { Texts } from '../texts.ts';

export const demo: Texts<typeof english.demo> = {
  label: '脚本演示，没有 AI：输入“帮助”',
  short: '演示，没有 AI',
  suggestion: '帮助',
};

export const start: Texts<typeof english.start> = {
  prompts: {
    files: { title: '看看文件', shows: '读取文件已获允许，直接执行。', text: '列出\n搜索 TODO' },
    shell: { title: '运行命令', shows: '先把命令给你看，等你批准。', text: '运行 uname -a; date' },
    approval: { title: '修改文件', shows: '动手之前先给你看改动。', text: '写入 notes.md：# 笔记\n- 买牛奶' },
  },
  demoTitle: '还没有 AI 应答：这是脚本演示',
  demoText: '没有找到密钥或本地模型，所以由脚本应答。它只执行几条命令，听不懂别的话；工具、审批和操作记录都是真实的。',
  demoHelp: '查看它的命令（{word}）',
  keyTitle: '使用密钥',
  keyText: '在网关的环境变量中设置其中一个，再启动：',
  keyNote: '密钥只留在网关的环境变量里。本页没有输入密钥的地方，也看不到密钥。',
  localTitle: '使用本机的模型',
  localText: '在常用端口上运行的服务会被自动发现：',
  localOther: '其他地址的服务：',
  choose: '用 OPENFOAL_MODEL=provider/model 指定由哪个模型应答。修改环境变量后需要重新启动网关。',
  found: '当前可用情况',
  again: '重新检测',
  status: { ready: '可用', unreachable: '没有响应', no_key: '未设密钥' },
  modelOf: '{provider} 的模型',
  test: '测试',
  testing: '正在测试…',
  answered: '有应答，用时 {time}。',
  silent: '没有应答。',
  copyLine: '复制这一行',
  doctor: '自检在这台机器上发现 {count, number} 个问题',
  finding: { ok: '正常', warn: '提示', fail: '故障' },
};
