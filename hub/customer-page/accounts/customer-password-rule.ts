export const shortestCustomerPassword = 10
const longest = 256
const common = ['password', 'passw0rd', '12345678', 'qwertyui', 'letmein', 'iloveyou', 'woaini', '11111111']

/** Why a password may not be a customer's, or null. */
export function customerPasswordWeakness(
  password: string,
  email: string,
): 'too_short' | 'too_long' | 'too_simple' | 'too_common' | 'names_account' | null {
  if (password.length < shortestCustomerPassword) return 'too_short'
  if (password.length > longest) return 'too_long'
  const lower = password.toLowerCase()
  if (new Set(lower).size < 5) return 'too_simple'
  if (common.reduce((text, piece) => text.replaceAll(piece, ''), lower).length < 4) return 'too_common'
  const local = email.split('@')[0] ?? ''
  return local.length >= 4 && lower.replaceAll(local, '').length < 5 ? 'names_account' : null
}
