import type { FormPreset } from '@switchboard/core/ports/connecting'

const tls = { port: 993, security: 'tls' } as const
/** How mail is handed over for sending (RFC 8314): with TLS from the beginning, or by STARTTLS. */
const sendByTls = (smtpHost: string) => ({ smtpHost, smtpPort: 465, smtpSecurity: 'tls' })
const sendByStartTls = (smtpHost: string) => ({ smtpHost, smtpPort: 587, smtpSecurity: 'starttls' })

/** Mail services whose servers are known. Their help pages say how an app password is made. */
export const imapPresets: FormPreset[] = [
  {
    name: 'Gmail',
    domains: ['gmail.com', 'googlemail.com'],
    values: { host: 'imap.gmail.com', ...tls, ...sendByTls('smtp.gmail.com') },
    note: 'Google takes an app password, for which two-step verification has to be on.',
    url: 'https://support.google.com/accounts/answer/185833',
  },
  {
    name: 'iCloud',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    values: { host: 'imap.mail.me.com', ...tls, ...sendByStartTls('smtp.mail.me.com') },
    note: 'Apple takes an app-specific password only.',
    url: 'https://support.apple.com/102654',
  },
  {
    name: 'Yahoo',
    domains: ['yahoo.com', 'yahoo.co.uk', 'yahoo.de', 'yahoo.fr', 'ymail.com', 'rocketmail.com'],
    values: { host: 'imap.mail.yahoo.com', ...tls, ...sendByTls('smtp.mail.yahoo.com') },
    note: 'Yahoo takes an app password only.',
    url: 'https://help.yahoo.com/kb/SLN15241.html',
  },
  {
    name: 'AOL',
    domains: ['aol.com', 'aim.com'],
    values: { host: 'imap.aol.com', ...tls, ...sendByTls('smtp.aol.com') },
    note: 'AOL takes an app password only.',
    url: 'https://help.aol.com/articles/Create-and-manage-app-password',
  },
  {
    name: 'Fastmail',
    domains: ['fastmail.com', 'fastmail.fm'],
    values: { host: 'imap.fastmail.com', ...tls, ...sendByTls('smtp.fastmail.com') },
    note: 'Fastmail takes an app password only; give it access to mail (IMAP).',
    url: 'https://www.fastmail.help/hc/en-us/articles/360058752854',
  },
  {
    name: 'Zoho',
    domains: ['zoho.com', 'zohomail.com', 'zoho.eu', 'zohomail.eu'],
    values: { host: 'imap.zoho.com', ...tls, ...sendByTls('smtp.zoho.com') },
    note: 'Switch IMAP on in Zoho’s mail settings; with two-factor sign-in it takes an app password. In Europe the server is imap.zoho.eu.',
    url: 'https://www.zoho.com/mail/help/imap-access.html',
  },
  {
    name: 'GMX',
    domains: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch'],
    values: { host: 'imap.gmx.net', ...tls, ...sendByStartTls('mail.gmx.net') },
    note: 'Allow POP3 and IMAP in GMX’s settings; with two-factor sign-in it takes an app password.',
    url: 'https://hilfe.gmx.net/pop-imap/einschalten.html',
  },
  {
    name: 'GMX',
    domains: ['gmx.com', 'gmx.us', 'gmx.co.uk'],
    values: { host: 'imap.gmx.com', ...tls, ...sendByStartTls('mail.gmx.com') },
    note: 'Allow POP3 and IMAP in GMX’s settings; with two-factor sign-in it takes an app password.',
    url: 'https://support.gmx.com/pop-imap/toggle.html',
  },
  {
    name: 'WEB.DE',
    domains: ['web.de', 'email.de'],
    values: { host: 'imap.web.de', ...tls, ...sendByStartTls('smtp.web.de') },
    note: 'Allow POP3 and IMAP in WEB.DE’s settings; with two-factor sign-in it takes an app password.',
    url: 'https://hilfe.web.de/pop-imap/einschalten.html',
  },
  {
    name: 'T-Online',
    domains: ['t-online.de', 'magenta.de'],
    values: { host: 'secureimap.t-online.de', ...tls, ...sendByTls('securesmtp.t-online.de') },
    note: 'Telekom takes the password for mail programs, which is not the one of its website.',
    url: 'https://www.telekom.de/hilfe/apps-dienste/e-mail/server-adressen',
  },
  {
    name: 'mailbox.org',
    domains: ['mailbox.org'],
    values: { host: 'imap.mailbox.org', ...tls, ...sendByTls('smtp.mailbox.org') },
    note: 'An app password can be made in mailbox.org’s settings.',
    url: null,
  },
  {
    name: 'Posteo',
    domains: ['posteo.de', 'posteo.net'],
    values: { host: 'posteo.de', ...tls, ...sendByTls('posteo.de') },
    note: 'With additional mailbox protection Posteo takes an app password.',
    url: null,
  },
  {
    name: 'Proton Mail',
    domains: ['proton.me', 'protonmail.com', 'pm.me'],
    values: {
      host: '127.0.0.1',
      port: 1143,
      security: 'starttls',
      smtpHost: '127.0.0.1',
      smtpPort: 1025,
      smtpSecurity: 'starttls',
    },
    note: 'Proton has IMAP only through its Bridge on a machine of your own, whose certificate this installation has to trust.',
    url: 'https://proton.me/mail/bridge',
  },
  {
    name: 'Outlook.com',
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.de', 'hotmail.de', 'live.de'],
    values: { host: 'outlook.office365.com', ...tls, ...sendByStartTls('smtp-mail.outlook.com') },
    note: 'Microsoft has switched passwords off for mail programs, app passwords too: this will most likely be refused.',
    url: 'https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040',
  },
]

/** By which server the address's service sends; nothing where that is not known. */
export function sendingPresetFor(address: string): Record<string, string | number> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const values = imapPresets.find(({ domains }) => domains.includes(domain))?.values ?? {}
  return Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith('smtp')))
}
