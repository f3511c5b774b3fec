/** What customers read while they set up a client, in Chinese. */
export const importZh = {
  importPage: {
    title: '导入客户端',
    lead: '选你用的客户端。手机上一点就好，电脑上也能扫码。',
    clients: '客户端',
    oneTap: '一键导入',
    scan: '扫码导入',
    qrLabel: (client: string) => `${client} 的导入二维码`,
    copy: '复制链接',
    address: (client: string) => `${client} 链接`,
    servers: '节点',
    showQr: '二维码',
    noServers: '还没有可用的节点。付款或恢复后再来。',
    secret: '链接等同密码，不要发给别人。泄露了，就在首页更换链接和密码。',
    inWechat: '微信里打不开客户端',
    inWechatText: '请点右上角「···」，选「在浏览器打开」；或者复制链接，到客户端里粘贴。',
    needsHttps: 'Outline 只接受 https 链接，而本站现在用的是 http，所以不能导入。',
    names: { ss: 'ss:// 链接', sip008: 'SIP008', base64: '通用订阅' },
    hints: {
      shadowrocket: '用于 iPhone、iPad。没有反应？点右上角「＋」，类型选 Subscribe，粘贴链接。',
      clash:
        '用于 Android、Windows、macOS、Linux 上的 Clash Verge、FlClash、Clash Meta 等。没有反应？在「配置」里粘贴链接，点下载。',
      'sing-box': '用于各种系统。没有反应？新建配置，类型选 Remote，粘贴链接。需要 1.12 或更新的版本。',
      surge: '用于 iPhone、Mac。没有反应？在「配置」里选「从 URL 下载配置」，粘贴链接。',
      outline: '用于各种系统，一次连一个节点。没有反应？点「添加服务器」，粘贴链接。',
      ss: '每个节点一条，Shadowsocks 的各种客户端都能扫码或粘贴。更换密码后要重新导入。',
      sip008: '用于 shadowsocks-rust、Shadowsocks Windows 和 Android 版：添加订阅，粘贴链接。',
      base64: '用于 v2rayN、v2rayNG、NekoBox 等：添加订阅，粘贴链接。',
    },
  },
}

export type ImportWords = typeof importZh
