const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** `¥1,234.50` from fen, as the shop's page writes a price. */
export function renderShopPrice(fen: number): string {
  const yuan = Math.floor(fen / 100).toLocaleString('en-US')
  return `¥${yuan}.${String(fen % 100).padStart(2, '0')}`
}

/** `50 GB`, `1.25 TB`, as the shop's page writes what is sold: rounded down, so as never to promise more. */
export function renderShopBytes(bytes: number): string {
  let unit = 0
  while (unit < units.length - 1 && bytes >= 1_000 ** (unit + 1)) unit += 1
  const hundredths = (BigInt(bytes) * 100n) / BigInt(1_000 ** unit)
  return `${Number(hundredths) / 100}\u00a0${units[unit]}`
}
