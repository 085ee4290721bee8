import { afterAll, beforeAll, describe } from 'vitest'
import { describeFormProvider, type FormWorld } from '@switchboard/testing/describe-provider'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import { newMail, password, user, worldOf } from './imap-world'

describe.skipIf(!hasDovecot())('on a real server', () => {
  let dovecot: Dovecot
  let world: FormWorld

  beforeAll(async () => {
    dovecot = await startDovecot({ users: { [user]: password } })
    for (let count = 1; count <= 12; count++) {
      await dovecot.deliver(user, newMail(`Old ${count}`).raw)
      // A server tells times in whole seconds; some of them have to differ.
      if (count === 6) await new Promise((resolve) => setTimeout(resolve, 2_000))
    }
    world = worldOf(dovecot)
  })
  afterAll(() => dovecot?.stop())

  describeFormProvider('IMAP', () => world)
})
