import { dialable, homeHostOf, hostKind, type Subscription, serversOf } from './map-entries.ts'
import { groupName, orderedNames } from './render-clash.ts'

/**
 * A whole configuration for sing-box 1.12 and later (typed DNS servers, rule actions): a TUN device, one outbound a
 * server, one to choose from and one that takes the fastest. Names of servers are looked up outside the tunnel, and the
 * shop stays reachable without a server.
 */
export function renderSingBox(subscription: Subscription): string {
  const outbounds = subscription.entries.map(dialable).map(({ name, host, port, cipher, password }) => ({
    type: 'shadowsocks',
    tag: name,
    server: host,
    server_port: port,
    method: cipher,
    password,
  }))
  const servers = serversOf(subscription).map(({ name }) => name)
  const taken = new Set([...outbounds.map(({ tag }) => tag), 'direct'])
  const choice = groupName(subscription.title, taken)
  const fastest = groupName(
    subscription.locale === 'zh' ? '自动选择' : 'Automatic',
    new Set([...taken, choice]),
  )
  const automatic = servers.length > 1
  const choices = [...(automatic ? [fastest] : []), ...orderedNames(subscription)]
  const config = {
    log: { level: 'warn' },
    dns: {
      servers: [
        { type: 'local', tag: 'local' },
        { type: 'https', tag: 'remote', server: '1.1.1.1', detour: choice },
      ],
      final: servers.length > 0 ? 'remote' : 'local',
    },
    inbounds: [
      {
        type: 'tun',
        tag: 'tun',
        address: ['172.19.0.1/30', 'fdfe:dcba:9876::1/126'],
        auto_route: true,
        strict_route: true,
      },
    ],
    outbounds: [
      { type: 'selector', tag: choice, outbounds: choices },
      ...(automatic ? [{ type: 'urltest', tag: fastest, outbounds: servers }] : []),
      ...outbounds,
      { type: 'direct', tag: 'direct' },
    ],
    route: {
      rules: [
        { action: 'sniff' },
        { protocol: 'dns', action: 'hijack-dns' },
        ...directRule(homeHostOf(subscription.homeUrl)),
        { ip_is_private: true, action: 'route', outbound: 'direct' },
      ],
      final: choice,
      auto_detect_interface: true,
      default_domain_resolver: 'local',
    },
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

function directRule(host: string | null) {
  if (host === null) return []
  const to = { action: 'route', outbound: 'direct' } as const
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return hostKind(host) === 'domain' ? [{ domain: [host], ...to }] : [{ ip_cidr: [bare], ...to }]
}
