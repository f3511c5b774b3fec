/**
 * An address that mail may go to: one `@`, nothing that a mail header or an SMTP command could take for its own
 * syntax (line breaks, spaces, quotes, commas, angle brackets), at most 254 characters.
 */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s\p{Cc}\p{Cf}"(),:;<>@[\\\]-][^\s\p{Cc}\p{Cf}"(),:;<>@[\\\]]{0,63}@[^\s\p{Cc}\p{Cf}"(),:;<>@[\\\]]{1,189}$/u.test(
      text,
    )
  )
}

/** Text that becomes part of a header: control characters, and with them every line break, become spaces. */
export function headerText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
