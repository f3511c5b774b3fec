import type { Chance } from './chance.ts'

type Pair = readonly [hanzi: string, pinyin: string]
const pairs = (text: string) =>
  text.split(' ').map(part => part.split('/') as unknown as Pair) as unknown as readonly [Pair, ...Pair[]]
const words = (text: string) => text.split(' ') as unknown as readonly [string, ...string[]]

const families = pairs(
  '王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 黄/huang 赵/zhao 吴/wu 周/zhou 徐/xu 孙/sun 马/ma 朱/zhu 胡/hu 郭/guo 何/he 高/gao 林/lin 罗/luo 郑/zheng 梁/liang 谢/xie 宋/song 唐/tang 许/xu 韩/han 冯/feng 邓/deng 曹/cao 彭/peng 曾/zeng 肖/xiao 田/tian 董/dong 潘/pan 袁/yuan 蔡/cai 蒋/jiang 余/yu 欧阳/ouyang 司马/sima 上官/shangguan 诸葛/zhuge',
)
const given = pairs(
  '伟/wei 芳/fang 娜/na 敏/min 静/jing 强/qiang 磊/lei 洋/yang 艳/yan 勇/yong 军/jun 杰/jie 娟/juan 涛/tao 明/ming 超/chao 霞/xia 平/ping 刚/gang 桂/gui 英/ying 华/hua 玉/yu 萍/ping 红/hong 娥/e 玲/ling 芬/fen 燕/yan 彬/bin 文/wen 博/bo 宇/yu 浩/hao 梓/zi 涵/han 欣/xin 怡/yi 子/zi 轩/xuan 雨/yu 晨/chen 佳/jia 慧/hui 建/jian 国/guo 志/zhi 鹏/peng 思/si 远/yuan',
)
const first = words(
  'Anna Ben Carla David Elena Felix Grace Hugo Ivan Julia Kenji Lena Marco Nadia Omar Paula Quentin Rosa Samir Tara Umar Vera William Ximena Yusuf Zoe Noah Emma Liam Olivia Lucas Mia Ethan Sofía José Zoë Renée Björn Søren Łukasz Jürgen Chloé Minh Linh',
)
const last = words(
  'Smith Müller Rossi García Dubois Novák Kowalski Ivanov Nguyen Tanaka Sato Kim Park Singh Patel Khan Silva Santos Andersen Larsen Johansson Virtanen O’Brien MacDonald Fischer Weber Moreau Bernard Romano Costa Popescu Horvat Jansen Visser Brown Walker Hughes Cohen Levy Haddad',
)
/** As long as a name may be, and nearly. */
const longNames = [
  'María de los Ángeles Fernández-Villanueva y Castellanos de León',
  'Maximilian-Alexander Freiherr von Hohenstein-Waldenburg zu Sayn',
  'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Cholmond.',
  '阿卜杜热合曼·买买提吐尔逊·阿布都克里木·艾克拜尔·依米提',
  '上海浦东新区张江高科技园区某某网络信息技术有限公司测试账号（财务部）',
] as const
const mailHosts = words(
  'qq.com qq.com 163.com 163.com 126.com gmail.com gmail.com outlook.com sina.com foxmail.com icloud.com hotmail.com proton.me example.org',
)

export interface PersonName {
  readonly name: string
  /** Lower case; nobody else’s, since the id is in it. */
  readonly email: string
}

/** A name and an address for a user. */
export function nameOf(id: number, chance: Chance): PersonName {
  const host = chance.one(mailHosts)
  if (chance.happens(0.02)) {
    return { name: chance.one(longNames), email: `${longLocal(id, chance)}@${host}` }
  }
  if (chance.happens(0.62)) {
    const family = chance.one(families)
    const own = [chance.one(given), ...(chance.happens(0.7) ? [chance.one(given)] : [])]
    const spelled = own.map(([, pinyin]) => pinyin).join('')
    const local = host === 'qq.com' ? String(1_000_000_000 + id * 7_919) : `${spelled}.${family[1]}${id}`
    return { name: family[0] + own.map(([hanzi]) => hanzi).join(''), email: `${local}@${host}` }
  }
  const [own, family] = [chance.one(first), chance.one(last)]
  return { name: `${own} ${family}`, email: `${plain(own)}.${plain(family)}${id}@${host}` }
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[^a-z]/gi, '')
    .toLowerCase()

const longLocal = (id: number, chance: Chance): string =>
  `${Array.from({ length: 4 }, () => plain(chance.one(last))).join('-')}-${id}`.slice(-60).replace(/^-/, '')
