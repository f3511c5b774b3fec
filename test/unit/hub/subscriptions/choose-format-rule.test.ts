import { describe, expect, it } from 'vitest'
import { chooseFormat, type SubscriptionFormat } from '../../../../hub/subscriptions/choose-format-rule.ts'

const nothing = { path: null, query: null, userAgent: null, accept: null }
const html = 'text/html,application/xhtml+xml,*/*;q=0.8'

describe('the format of an answer', () => {
  it.each<[string, SubscriptionFormat]>([
    ['Shadowrocket/2615 CFNetwork/1568.100.1 Darwin/24.0.0 iPhone14,2', 'shadowrocket'],
    ['Surge iOS/3272', 'surge'],
    ['Surge Mac/2887', 'surge'],
    ['ClashX Pro/1.118.0 (com.west2online.ClashXPro; build:1.118.0; macOS 14.0)', 'clash'],
    ['clash-verge/v2.0.3', 'clash'],
    ['clash.meta', 'clash'],
    ['ClashMetaForAndroid/2.11.5.Meta', 'clash'],
    ['mihomo/1.19.0', 'clash'],
    ['FlClash/v0.8.70 clash-verge Platform/android', 'clash'],
    ['Stash/2.7.1 Clash/1.9.0', 'clash'],
    ['SFA/1.12.4 (Build 560; sing-box 1.12.4; language zh_CN)', 'sing-box'],
    ['SFI/1.12.4 (Build 1; sing-box 1.12.4)', 'sing-box'],
    ['sing-box 1.12.0', 'sing-box'],
    ['HiddifyNext/2.5.7 (android) like ClashMeta v2ray sing-box', 'base64'],
    ['Outline/1.15.0', 'outline'],
    ['shadowsocks-rust/1.23.0', 'sip008'],
    ['ShadowsocksWindows/4.4.1.0', 'sip008'],
    ['v2rayNG/1.9.30', 'base64'],
    ['Loon/762 CFNetwork/1568 Darwin/24.0.0', 'base64'],
    ['Quantumult%20X/1.5.2 (iPhone14,2; iOS 18.0)', 'base64'],
    ['curl/8.9.1', 'base64'],
    ['', 'base64'],
    ['TelegramBot (like TwitterBot)', 'page'],
    ['WhatsApp/2.24.9.78 A', 'page'],
  ])('for %s is %s', (userAgent, format) => {
    expect(chooseFormat({ ...nothing, userAgent, accept: '*/*' })).toBe(format)
  })

  it('is the page for a browser, and the list for what only claims to be one', () => {
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'
    expect(chooseFormat({ ...nothing, userAgent, accept: html })).toBe('page')
    expect(chooseFormat({ ...nothing, userAgent, accept: '*/*' })).toBe('base64')
    expect(chooseFormat(nothing)).toBe('base64')
  })

  it('is what the path names, else what the query names, whoever asks', () => {
    const userAgent = 'Surge iOS/3272'
    expect(chooseFormat({ path: 'clash', query: 'sip008', userAgent, accept: html })).toBe('clash')
    expect(chooseFormat({ path: null, query: 'SingBox', userAgent, accept: html })).toBe('sing-box')
  })

  it.each(['nonsense', '', 'constructor', '__proto__', 'toString'])('is none for the name %j', name => {
    expect(chooseFormat({ ...nothing, path: name })).toBeNull()
    expect(chooseFormat({ ...nothing, query: name })).toBeNull()
  })
})
