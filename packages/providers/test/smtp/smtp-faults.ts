import type { ChannelFault } from '@switchboard/testing/channel-world'
import type { TestSmtpServer } from '@switchboard/testing/smtp-server'

/** The server takes mail for everybody but `nobody`. */
export function takesEverything({ behaviour }: Pick<TestSmtpServer, 'behaviour'>): void {
  for (const name of Object.keys(behaviour)) Reflect.deleteProperty(behaviour, name)
  behaviour.onRecipient = (address) => (address.startsWith('nobody@') ? { code: 550 } : null)
}

/** The next mails fare as at any service that fails so, in the words of SMTP. */
export function smtpFault({ behaviour }: Pick<TestSmtpServer, 'behaviour'>, kind: ChannelFault['kind']): void {
  switch (kind) {
    case 'too_many_requests':
      behaviour.onMailFrom = () => ({ code: 421 })
      return
    case 'unavailable':
      behaviour.onRecipient = () => ({ code: 450 })
      return
    case 'lost_answer':
      behaviour.onMail = () => 'lost'
      return
    case 'no_answer':
      behaviour.onMail = () => 'silent'
  }
}
