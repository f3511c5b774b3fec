import type { ImportWords } from './import-zh.ts'

export const importEn: ImportWords = {
  importPage: {
    title: 'Set up your client',
    lead: 'Choose the client you use. One tap on a phone; with a computer, scan the code.',
    clients: 'Clients',
    oneTap: 'Import with one tap',
    scan: 'Scan',
    qrLabel: client => `QR code to import into ${client}`,
    copy: 'Copy the link',
    address: client => `Link for ${client}`,
    servers: 'Nodes',
    showQr: 'QR code',
    noServers: 'There is no node for you now. Come back when your plan works again.',
    secret:
      'The link is as good as a password: give it to nobody. If it has leaked, take a new one on your home page.',
    inWechat: 'WeChat opens no client',
    inWechatText:
      'Tap “···” at the top right and choose “Open in browser”, or copy the link and paste it into the client.',
    needsHttps: 'Outline takes https links alone, and this site is reached by http: it cannot be imported.',
    names: { ss: 'ss:// links', sip008: 'SIP008', base64: 'Any other' },
    hints: {
      shadowrocket:
        'For iPhone and iPad. Nothing happens? Tap “+” at the top right, choose the type Subscribe and paste the link.',
      clash:
        'For Clash Verge, FlClash, Clash Meta and others on Android, Windows, macOS and Linux. Nothing happens? Paste the link under “Profiles” and download it.',
      'sing-box':
        'For every system. Nothing happens? Make a new profile of the type Remote and paste the link. Needs 1.12 or later.',
      surge: 'For iPhone and Mac. Nothing happens? Choose “Download profile from URL” and paste the link.',
      outline: 'For every system, one node at a time. Nothing happens? Tap “Add server” and paste the link.',
      ss: 'One for each node: every Shadowsocks client can scan or paste it. Import again after a change of password.',
      sip008:
        'For shadowsocks-rust and Shadowsocks for Windows and Android: add a subscription and paste the link.',
      base64: 'For v2rayN, v2rayNG, NekoBox and others: add a subscription and paste the link.',
    },
  },
}
