import { z } from 'zod'
import { choiceSetting, secretSetting, textSetting } from '@switchboard/core/connections/setting-kinds'
import { SwitchboardError } from '@switchboard/core/errors'
import type { FormCapability } from '@switchboard/core/ports/connecting'
import { type ImapConfig, openImap } from './client'
import { ImapFault, toSwitchboardError } from './fault'
import { openSmtp, type SmtpServer } from '../smtp/client'
import { SmtpFault, toSwitchboardError as toSendingError } from '../smtp/fault'
import { imapPresets, sendingPresetFor } from './presets'
import { type ImapAccount, imapAccountSchema } from './schema'
import { smtpServerOf } from './smtp-server'

/** What a person waits for the server to answer, and again for its greeting. */
const answerTimeoutMs = 10_000

const account = 'Your mailbox'
const server = 'Its server'
const sending = 'To reach you by it'
const smtpPortFault = 'Its port for sending: give 465, 587 or a number from 1024 to 65535.'
const portFault = 'Port: give 993, 143 or a number from 1024 to 65535.'

const fieldsSchema = z.object({
  address: textSetting({ label: 'E-mail address', hint: 'The mailbox that is read.', group: account }, { longest: 254 })
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, 'E-mail address: give a full address such as ada@example.com.'),
  password: secretSetting(
    { label: 'App password', hint: 'Made for Switchboard alone at your mail service.', group: account },
    { longest: 500 },
  ),
  host: textSetting(
    { label: 'Mail server', hint: 'As your mail service names it for IMAP.', group: server },
    { longest: 253 },
  ).regex(/^\S*$/, 'Mail server: give a name such as imap.example.com.'),
  port: z
    .number(portFault)
    .int(portFault)
    .min(1, portFault)
    .max(65_535, portFault)
    // What listens below is other services, which nobody should reach through us.
    .refine((port) => port === 143 || port === 993 || port >= 1_024, portFault)
    .meta({ label: 'Port', hint: '993 for TLS, 143 for STARTTLS.', group: server, unit: '' })
    .default(993),
  security: choiceSetting(
    { label: 'Encryption', hint: 'Without either your password would be sent in the clear.', group: server },
    { TLS: 'tls', STARTTLS: 'starttls' },
  ).default('tls'),
  user: textSetting(
    {
      label: 'User name',
      hint: 'Empty: the address. Some servers want another one.',
      group: server,
      whenEmpty: 'the address',
    },
    { longest: 254, mayBeEmpty: true },
  ).default(''),
  smtpHost: textSetting(
    {
      label: 'Server for sending',
      hint: 'As your mail service names it for SMTP. Empty: the mailbox is only read.',
      group: sending,
      whenEmpty: 'only read',
    },
    { longest: 253, mayBeEmpty: true },
  )
    .regex(/^\S*$/, 'Server for sending: give a name such as smtp.example.com.')
    .default(''),
  smtpPort: z
    .number(smtpPortFault)
    .int(smtpPortFault)
    .min(1, smtpPortFault)
    .max(65_535, smtpPortFault)
    .refine((port) => port === 465 || port === 587 || port >= 1_024, smtpPortFault)
    .meta({ label: 'Its port for sending', hint: '465 for TLS, 587 for STARTTLS.', group: sending, unit: '' })
    .default(465),
  smtpSecurity: choiceSetting(
    {
      label: 'Its encryption for sending',
      hint: 'The user name and the password are those from above.',
      group: sending,
    },
    { TLS: 'tls', STARTTLS: 'starttls' },
  ).default('tls'),
})

/** A mailbox is connected by its address and an app password (requirement A2). */
export const imapForm = (config: ImapConfig, timeoutMs = answerTimeoutMs): FormCapability => ({
  fields: fieldsSchema,
  guide:
    'Most mail services let you make an app password: one for a single program, which you can withdraw there without changing your own. Switchboard keeps it encrypted, shows it to nobody, and uses it to read your mail, mark it read and move it to the archive. It sends nothing unless you name a server for sending and switch on ‘Reach me by this mailbox’, and then to you alone.',
  presets: { by: 'address', list: imapPresets },

  async connect(values, signal) {
    const { smtpHost, smtpPort, smtpSecurity, ...typed } = fieldsSchema.parse(values)
    const smtp = smtpHost === '' ? null : { host: smtpHost, port: smtpPort, security: smtpSecurity }
    const mailbox: ImapAccount = { ...typed, user: typed.user || typed.address, smtp }
    try {
      const client = await openImap(mailbox, config, { signal, timeoutMs })
      client.close()
    } catch (error) {
      throw error instanceof ImapFault ? atField(mailbox, error) : error
    }
    const sender = smtpServerOf(mailbox)
    if (sender)
      try {
        const conversation = await openSmtp(sender, config, { signal, timeoutMs })
        conversation.close()
      } catch (error) {
        throw error instanceof SmtpFault ? atSendingField(sender, error) : error
      }
    return {
      tokens: { accessToken: JSON.stringify(mailbox), refreshToken: null, expiresAt: null, scopes: [] },
      account: { id: mailbox.address.toLowerCase(), name: mailbox.address },
    }
  },

  shownValues(accessToken) {
    const { address, host, port, security, user, smtp } = imapAccountSchema.parse(JSON.parse(accessToken))
    return {
      address,
      host,
      port,
      security,
      user: user === address ? '' : user,
      ...(smtp ? { smtpHost: smtp.host, smtpPort: smtp.port, smtpSecurity: smtp.security } : {}),
      // It was not asked for when this one was connected.
      ...(smtp === undefined ? sendingPresetFor(address) : {}),
    }
  },
})

/** The fault where people mend it. */
function atField({ host, port, user }: ImapAccount, cause: ImapFault): SwitchboardError {
  const wrong = (field: keyof typeof fieldsSchema.shape, message: string) =>
    new SwitchboardError('invalid_input', message, { field, cause })
  switch (cause.kind) {
    case 'refused':
    case 'undecided':
      return wrong(
        'password',
        `App password: the server does not accept it for ${user}. Many services want one made for this, not your usual password.`,
      )
    case 'unknown_host':
      return wrong('host', `Mail server: ${noServer(host)}`)
    case 'private_host':
      return wrong(
        'host',
        'Mail server: it is in a private network, which this installation does not allow. An admin can, with PRIVATE_ADDRESSES.',
      )
    case 'unreachable':
      return wrong('host', `Mail server: nothing answers there on port ${port}. Check the name and the port.`)
    case 'untrusted':
      return wrong(
        'host',
        `Mail server: the certificate that it shows is not trusted here (${cause.detail}). Check the name; your password was not sent.`,
      )
    case 'no_tls':
      return wrong(
        'security',
        `Encryption: the server does not speak it this way on port ${port}. TLS is usual on 993, STARTTLS on 143.`,
      )
    case 'not_imap':
      return wrong('port', `Port: what answers there is no mail server that speaks IMAP.`)
    case 'slow':
      return new SwitchboardError('timeout', 'Mail server: it did not answer in time. Check the name and the port.', {
        field: 'host',
        retryable: true,
        cause,
      })
    case 'throttled':
    case 'busy':
    case 'unforeseen':
      return toSwitchboardError(cause)
  }
}

const noServer = (host: string) =>
  /[/:]/.test(host)
    ? 'give its name alone, such as imap.example.com, without https:// and slashes.'
    : `there is no server called ${host}.`

/** The same for the server that it sends by: the mailbox itself has been opened by then. */
function atSendingField({ host, port }: SmtpServer, cause: SmtpFault): SwitchboardError {
  const wrong = (field: 'smtpHost' | 'smtpPort' | 'smtpSecurity', message: string) =>
    new SwitchboardError('invalid_input', message, { field, cause })
  switch (cause.kind) {
    case 'password':
      return wrong(
        'smtpHost',
        'Server for sending: it does not accept the user name and password that open the mailbox. Some services want sending switched on in their settings. Empty this field to only read.',
      )
    case 'unknown_host':
      return wrong('smtpHost', `Server for sending: ${noServer(host)}`)
    case 'private_host':
      return wrong(
        'smtpHost',
        'Server for sending: it is in a private network, which this installation does not allow. An admin can, with PRIVATE_ADDRESSES.',
      )
    case 'unreachable':
    case 'lost':
      return wrong(
        'smtpHost',
        `Server for sending: nothing answers there on port ${port}. Check the name and the port.`,
      )
    case 'untrusted':
      return wrong(
        'smtpHost',
        `Server for sending: the certificate that it shows is not trusted here (${cause.detail}). Check the name; your password was not sent.`,
      )
    case 'no_tls':
      return wrong(
        'smtpSecurity',
        `Its encryption for sending: the server does not speak it this way on port ${port}. TLS is usual on 465, STARTTLS on 587.`,
      )
    case 'not_smtp':
      return wrong('smtpPort', 'Its port for sending: what answers there is no server that sends mail.')
    case 'slow':
      return new SwitchboardError(
        'timeout',
        'Server for sending: it did not answer in time. Check the name and the port.',
        {
          field: 'smtpHost',
          retryable: true,
          cause,
        },
      )
    case 'throttled':
    case 'busy':
    case 'mailbox_busy':
    case 'refused':
    case 'turned_away':
    case 'no_such_address':
      return toSendingError(cause)
  }
}
