import type { Texts } from '../../lib/texts.ts'
import type { errors as en } from '../en/errors.ts'

export const errors: Texts<typeof en> = {
  unknown: { title: '出了点问题', hint: '请再试一次，详情见主站日志。' },
  hub_unreachable: { title: '连不上主站', hint: '请检查网络，以及主站是否在运行。（{{reason}}）' },
  hub_slow: { title: '主站响应太慢', hint: '请稍后再试。' },
  hub_certificate_changed: {
    title: '这不是你信任的那台主站',
    hint: '它出示了另一张证书。如果主站重装过或换过证书机构，请先在主站上核对指纹，再重新信任。',
  },
  hub_answer_unknown: { title: '看不懂主站的回答', hint: '主站与控制台的版本可能不一致。' },
  not_connected: { title: '尚未连接', hint: '请选择主站并登录。' },
  call_refused: { title: '调用被拒绝', hint: '这是程序的错误，请反馈给我们。' },
  profile_not_found: { title: '列表里已没有这台主站', hint: '请重新添加。' },
  address_refused: { title: '这个地址不能用', hint: '请使用 https://主机:端口；只有本机可以用 http。' },
  ssh_unreachable: { title: '连不上 SSH 服务器', hint: '{{reason}}' },
  ssh_host_key_changed: { title: 'SSH 服务器的主机密钥变了', hint: '请先核对密钥，再重新信任。' },
  ssh_sign_in_refused: { title: 'SSH 服务器拒绝登录', hint: '请检查用户名、密钥或密码。' },
  ssh_key_unreadable: { title: '读不了 SSH 密钥', hint: '{{file}}：{{reason}}' },
  keyring_missing: {
    title: '这台电脑没有密钥环',
    hint: '可以只在程序运行期间保持登录，或同意以明文保存令牌。',
  },
  file_not_written: { title: '文件没有写成', hint: '{{file}}：{{reason}}' },
  cancelled: { title: '已取消', hint: '' },
  wrong_credentials: { title: '账号或密码不对', hint: '请检查后再试。' },
  weak_password: { title: '密码太弱', hint: '请换一个更长、不常见的密码。' },
  too_many_requests: { title: '尝试次数太多', hint: '请稍等再试。' },
  forbidden: { title: '你的角色没有这项权限', hint: '如有需要，请联系所有者。' },
  not_signed_in: { title: '登录已失效', hint: '请重新登录。' },
  bad_request: { title: '主站不接受这些内容', hint: '请检查填写的内容。' },
  changed_meanwhile: { title: '有人同时改了这里', hint: '请先看看对方改了什么，再决定。' },
  internal: { title: '主站内部出错', hint: '详情见主站日志。' },
  not_ready: { title: '主站还没准备好', hint: '请稍后再试。' },
  not_found: { title: '没有找到', hint: '可能已被移除。' },
}
