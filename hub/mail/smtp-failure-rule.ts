/** What nodemailer says of a failure, as far as it is known. */
export interface SmtpFault {
  /** nodemailer's or Node's code: `EAUTH`, `ECONNECTION`, `ETIMEDOUT`, `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`. */
  readonly code: string
  /** The server's answer; null where it gave none. */
  readonly responseCode: number | null
  readonly response: string
  /** During which SMTP command: `MAIL FROM`, `RCPT TO`, `DATA`, `AUTH PLAIN`, `CONN`. */
  readonly command: string
  readonly message: string
  /** `open`: before anything of a message was said. */
  readonly phase: 'open' | 'message'
}

/**
 * `server`: no message can be sent at present. `recipient`: this address is refused for good.
 * `message`: this one did not go through and is tried again.
 */
export type FaultKind = 'server' | 'recipient' | 'message'

export function faultKind(fault: SmtpFault): FaultKind {
  if (fault.phase === 'open') return 'server'
  const final = fault.responseCode !== null && fault.responseCode >= 500
  if (final && fault.command === 'MAIL FROM') return 'server'
  if (final && fault.command === 'RCPT TO') return 'recipient'
  // Refused before it was sent anywhere: an address that SMTP cannot carry.
  if (fault.code === 'EENVELOPE' && fault.responseCode === null) return 'recipient'
  return 'message'
}

const said = (fault: SmtpFault) =>
  fault.response === ''
    ? ''
    : ` The server says: ${fault.response
        .replace(/\s+/g, ' ')
        .replace(/[^\s<>]+@[^\s<>]+/g, '…')
        .trim()
        .slice(0, 160)}`

/** What is wrong and what to do, in words for an operator. Names no password and no recipient. */
export function renderFault(
  fault: SmtpFault,
  server: { readonly host: string; readonly port: number },
): string {
  const at = `${server.host}:${server.port}`
  const text = `${fault.code} ${fault.message}`
  if (/ENOTFOUND|EAI_AGAIN|EDNS/.test(text)) {
    return `The host name ${server.host} cannot be resolved: check its spelling and this machine's DNS.`
  }
  if (/ECONNREFUSED/.test(text)) return `Nothing listens at ${at}: check host and port.`
  if (/EHOSTUNREACH|ENETUNREACH/.test(text))
    return `There is no route to ${at}: check the network and the firewall.`
  if (fault.code === 'ETIMEDOUT') {
    return fault.phase === 'open'
      ? `${at} does not answer in time: check the port; many providers of servers block 25, use 465 or 587. A port that expects TLS from the start also looks like this.`
      : `${at} stopped answering while a message was being sent.`
  }
  if (/wrong version number|packet length too long|EPROTO/i.test(text)) {
    return `${at} does not speak TLS from the start: use STARTTLS for this port, or TLS with port 465.`
  }
  if (/self.signed|unable to verify|unable to get (local )?issuer/i.test(text)) {
    return `The certificate of ${at} is not signed by an authority that this machine trusts.`
  }
  if (/altnames|ERR_TLS_CERT_ALTNAME_INVALID/i.test(text)) {
    return `The certificate of ${at} is for another name: use the host name that it was made for.`
  }
  if (/certificate has expired|CERT_HAS_EXPIRED/i.test(text)) return `The certificate of ${at} has expired.`
  if (fault.code === 'ETLS' || fault.command === 'STARTTLS') {
    return `${at} cannot be upgraded to TLS: it may not offer STARTTLS on this port.${said(fault)}`
  }
  if (fault.code === 'EAUTH') {
    return fault.responseCode === null
      ? `${at} takes no sign-in, or none of a kind known here: ${fault.message.slice(0, 120)}`
      : `${at} refuses user name and password. Many providers want a password made for programs, not the one of the mailbox.${said(fault)}`
  }
  if (fault.command === 'MAIL FROM') return `${at} refuses the sender's address.${said(fault)}`
  if (fault.command === 'RCPT TO') return `${at} refuses the recipient's address.${said(fault)}`
  if (fault.command === 'DATA') return `${at} refuses the message.${said(fault)}`
  if (fault.code === 'ECONNECTION' || fault.code === 'ESOCKET') {
    return `${at} closed the connection${fault.phase === 'open' ? '' : ' while a message was being sent'}: ${fault.message.slice(0, 120)}.${said(fault)}`
  }
  return `${at}: ${fault.message.slice(0, 160)}.${said(fault)}`
}
