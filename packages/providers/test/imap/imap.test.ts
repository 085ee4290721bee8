import { afterAll, beforeAll, describe } from 'vitest'
import { describeFormProvider, type FormWorld } from '@switchboard/testing/describe-provider'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import { type FaultyLine, openLine } from '@switchboard/testing/faulty-line'
import { type LineFault, newMail, password, user, worldOf } from './imap-world'

describe.skipIf(!hasDovecot())('on a real server', () => {
  let dovecot: Dovecot
  let line: FaultyLine
  let world: FormWorld<LineFault>

  beforeAll(async () => {
    dovecot = await startDovecot({ users: { [user]: password } })
    for (let count = 1; count <= 12; count++) {
      await dovecot.deliver(user, newMail(`Old ${count}`).raw)
      // A server tells times in whole seconds; some of them have to differ.
      if (count === 6) await new Promise((resolve) => setTimeout(resolve, 2_000))
    }
    line = await openLine({ host: dovecot.host, port: dovecot.ports.tls })
    world = worldOf(dovecot, line)
  })
  afterAll(async () => {
    await line?.close()
    await dovecot?.stop()
  })

  const away = { code: 'unavailable', retryable: true } as const
  describeFormProvider('IMAP', () => world, [
    { name: 'a server that refuses the connection', fault: 'refused', error: away },
    { name: 'a line that breaks at once', fault: 'cut', error: away },
    { name: 'a line that breaks while signing in', fault: 'cut while signing in', error: away },
    { name: 'a server that falls silent', fault: 'silent', error: { code: 'timeout', retryable: true }, isLate: true },
  ])
})
