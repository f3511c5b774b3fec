import { assertNever } from '../kernel/assert-never.ts'
import type { MailContent } from './parse-mail-content.ts'
import { renderBytes, renderEnd, renderMoment, renderYuan } from './render-amounts.ts'
import {
  amongChinese,
  type Letter,
  type LetterFrame,
  orderPath,
  pageButton,
  paragraphs,
  small,
  text,
  usedPercent,
} from './render-blocks.ts'

/** The letters in Chinese. */
export function renderChinese(content: MailContent, frame: LetterFrame): Letter {
  const { serviceName, timeZone } = frame
  const named = amongChinese(serviceName)
  const moment = (at: number) => renderMoment(at, timeZone, 'zh')
  const end = (at: number) => renderEnd(at, timeZone, 'zh')
  const button = (label: string, path: string) => pageButton(frame, label, path)
  const codeLetter = (what: string, code: string, minutes: number, ignore: string): Letter => ({
    subject: `${code} 是你的${named}验证码`,
    preview: `${what}，${minutes} 分钟内有效`,
    title: what,
    tone: 'calm',
    blocks: [
      text('请在页面上输入这个验证码：'),
      { kind: 'code', code },
      text(`${minutes} 分钟内有效，只能用一次。`),
      small(ignore),
    ],
  })
  switch (content.template) {
    case 'register-code':
      return codeLetter(
        '注册验证',
        content.params.code,
        content.params.minutes,
        '不是你在注册？不用理会这封邮件。',
      )
    case 'address-code':
      return codeLetter(
        '验证新邮箱',
        content.params.code,
        content.params.minutes,
        '不是你在更换邮箱？不用理会这封邮件，什么都不会改变。',
      )
    case 'password-reset': {
      const { code, link, minutes } = content.params
      return {
        subject: code === null ? `重设${named}的密码` : `${code} 是重设${named}密码的验证码`,
        preview: `${minutes} 分钟内有效`,
        title: '重设密码',
        tone: 'calm',
        blocks: [
          text('有人用这个邮箱重设密码，或再次注册。这个邮箱已有账户，输入验证码就能设置新密码。'),
          ...(code === null ? [] : [text('请在页面上输入这个验证码：'), { kind: 'code', code } as const]),
          ...(link === null ? [] : [{ kind: 'button', label: '设置新密码', url: link } as const]),
          text(`${minutes} 分钟内有效，只能用一次。`),
          small('不是你的请求？不用理会这封邮件，密码不会改变。'),
        ],
      }
    }
    case 'password-changed':
      return {
        subject: `${named.trimStart()}的密码已更改`,
        preview: moment(content.params.at),
        title: '密码已更改',
        tone: 'calm',
        blocks: [
          text(`你的密码已于 ${moment(content.params.at)} 更改，所有设备都已退出登录。`),
          small('不是你改的？请马上重设密码，并联系客服。'),
          ...button('重设密码', '/reset'),
        ],
      }
    case 'address-changed':
      return {
        subject: `${named.trimStart()}的登录邮箱已更换`,
        preview: moment(content.params.at),
        title: '登录邮箱已更换',
        tone: 'calm',
        blocks: [
          text(`账户的登录邮箱已于 ${moment(content.params.at)} 更换，这个地址不再能登录。`),
          small('不是你换的？请马上联系客服。'),
        ],
      }
    case 'receipt': {
      const { orderNumber, plan, from, until, bytes, amountFen, paidAt } = content.params
      return {
        subject: `付款成功：${plan} ${renderYuan(amountFen)}`,
        preview: `订单 ${orderNumber}`,
        title: '付款成功',
        tone: 'calm',
        blocks: [
          text('谢谢，已经开通。这是你的收据。'),
          {
            kind: 'facts',
            rows: [
              ['订单号', orderNumber],
              ['套餐', plan],
              ['流量', bytes === null ? '不限' : renderBytes(bytes)],
              ...(from === null ? [] : [['开始', moment(from)] as const]),
              ...(until === null ? [] : [['有效至', end(until)] as const]),
              ['付款时间', moment(paidAt)],
              ['实付', renderYuan(amountFen)],
            ],
          },
          ...button('查看订单', orderPath(content.params.orderNumber)),
        ],
      }
    }
    case 'usage': {
      const { percent, left, granted, cycleEndsAt } = content.params
      const gone = percent === 100
      return {
        subject: gone ? `${serviceName}：本期流量已用完` : `${serviceName}：本期流量已用 80%`,
        preview: `下次清零：${end(cycleEndsAt)}`,
        title: gone ? '本期流量已用完' : '本期流量已用 80%',
        tone: gone ? 'bad' : 'warn',
        blocks: [
          {
            kind: 'meter',
            percent: usedPercent(left, granted),
            label: `本期还剩 ${renderBytes(left)}，共 ${renderBytes(granted)}`,
          },
          text(
            gone
              ? `连接已暂停。本期到 ${end(cycleEndsAt)} 为止；买一个加油包马上就能继续用。`
              : `本期到 ${end(cycleEndsAt)} 为止。不够用的话，可以提前买一个加油包。`,
          ),
          ...button(gone ? '买加油包' : '查看用量', gone ? '/buy' : '/home'),
        ],
      }
    }
    case 'expiry': {
      const { days, expiresAt } = content.params
      return {
        subject: `${serviceName}：套餐还有 ${days} 天到期`,
        preview: `有效至 ${end(expiresAt)}`,
        title: `套餐还有 ${days} 天到期`,
        tone: days === 1 ? 'bad' : 'warn',
        blocks: [
          text(`你的套餐有效至 ${end(expiresAt)}。现在续费，时间接着算，一天不浪费。`),
          ...button('续费', '/buy'),
        ],
      }
    }
    case 'expired':
      return {
        subject: `${serviceName}：套餐已到期`,
        preview: `${end(content.params.expiredAt)} 到期`,
        title: '套餐已到期',
        tone: 'bad',
        blocks: [
          text(
            `你的套餐已于 ${end(content.params.expiredAt)} 到期，连接已暂停。续费后马上恢复，订阅链接不变。`,
          ),
          ...button('续费', '/buy'),
        ],
      }
    case 'refund': {
      const { stage, orderNumber, amountFen } = content.params
      const done = stage === 'succeeded'
      return {
        subject: done ? `退款已到账：${renderYuan(amountFen)}` : `退款已受理：${renderYuan(amountFen)}`,
        preview: `订单 ${orderNumber}`,
        title: done ? '退款已到账' : '退款已受理',
        tone: 'calm',
        blocks: [
          text(
            done
              ? '款项已原路退回，请在付款账户中查看。'
              : '退款已交给支付平台，通常几分钟内原路退回，银行卡可能需要 1 至 3 个工作日。',
          ),
          {
            kind: 'facts',
            rows: [
              ['订单号', orderNumber],
              ['退款金额', renderYuan(amountFen)],
            ],
          },
          ...button('查看订单', orderPath(content.params.orderNumber)),
        ],
      }
    }
    case 'order-held':
      return {
        subject: `订单 ${content.params.orderNumber} 正在人工处理`,
        preview: `已收到 ${renderYuan(content.params.amountFen)}`,
        title: '正在人工处理',
        tone: 'warn',
        blocks: [
          text('付款已经收到，但这笔订单不能自动完成。我们会尽快处理：开通，或者全额退回。不用再付一次。'),
          {
            kind: 'facts',
            rows: [
              ['订单号', content.params.orderNumber],
              ['已付', renderYuan(content.params.amountFen)],
            ],
          },
          ...button('查看订单', orderPath(content.params.orderNumber)),
        ],
      }
    case 'notice':
      return {
        subject: content.params.subject,
        preview: '',
        title: content.params.subject,
        tone: 'calm',
        blocks: paragraphs(content.params.text),
      }
    case 'audit-head': {
      const { number, hash, at } = content.params
      return {
        subject: `${serviceName}：审计记录 ${number}`,
        preview: hash,
        title: '今天的审计记录',
        tone: 'calm',
        blocks: [
          text('请保留这封邮件：以后能用它核对，审计记录有没有被删改。'),
          {
            kind: 'facts',
            rows: [
              ['编号', String(number)],
              ['哈希', hash],
              ['时间', moment(at)],
            ],
          },
        ],
      }
    }
    case 'test':
      return {
        subject: `${serviceName}：测试邮件`,
        preview: '邮件设置可以用了',
        title: '邮件设置可以用了',
        tone: 'calm',
        blocks: [text(`这封测试邮件发送于 ${moment(content.params.at)}。`)],
      }
    default:
      return assertNever(content)
  }
}
