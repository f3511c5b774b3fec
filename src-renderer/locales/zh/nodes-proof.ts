import type { Texts } from '../../lib/texts.ts'
import type { proof as en } from '../en/nodes-proof.ts'

export const proof: Texts<typeof en> = {
  title: '账实是否相符？',
  now: '立即核对',
  begins: '主站即将开始…',
  running: '正在逐项相加：{{part}}',
  none: '还没有核对过。主站每晚自动核对，也可以现在就做。',
  zero: '相差 0 字节',
  differing_other: '{{count}} 项不符',
  compared_other: '核对 {{count}} 台节点共 {{sums}} 项：小时、日、周期、月、套餐、计数器。',
  failed: '核对没有完成：{{detail}}',
  sums: '核对项',
  left: '一方',
  right: '另一方',
  by: '相差',
  upload: '上行',
  download: '下行',
  charged: '计费',
  pair: {
    hours: '小时与周期',
    days: '日与周期',
    nodeHours: '节点小时与用户小时',
    planHours: '套餐小时与节点小时',
    nodeDays: '节点日与用户日',
    planDays: '套餐日与节点日',
    months: '用户月与节点日',
    meter: '计数器与账本',
  },
}
