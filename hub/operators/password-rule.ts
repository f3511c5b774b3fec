export const shortestPassword = 12
export const longestPassword = 256

/** Pieces that make a long password a common one. */
const common = [
  'password',
  'passw0rd',
  '12345678',
  'qwertyui',
  'letmein',
  'iloveyou',
  'sluice',
  'shadowsocks',
]

/** Why a password may not be an operator's, or null. */
export function passwordWeakness(
  password: string,
  operator: { readonly email: string },
): 'too_short' | 'too_long' | 'too_simple' | 'too_common' | 'names_account' | null {
  if (password.length < shortestPassword) return 'too_short'
  if (password.length > longestPassword) return 'too_long'
  const lower = password.toLowerCase()
  if (new Set(lower).size < 6) return 'too_simple'
  const rest = common.reduce((text, piece) => text.replaceAll(piece, ''), lower)
  if (rest.length < 6) return 'too_common'
  const local = operator.email.split('@')[0] ?? ''
  return local.length >= 4 && lower.replaceAll(local, '').length < 8 ? 'names_account' : null
}
