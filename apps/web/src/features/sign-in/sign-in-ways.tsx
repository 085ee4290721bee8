'use client'

import { CircleAlert } from 'lucide-react'
import { signIn } from 'next-auth/react'
import { type FormEvent, useState } from 'react'
import { siGoogle } from 'simple-icons'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

type Ways = { google: boolean; mail: boolean; people: { name: string; email: string; role: string }[] }

/** Every way to sign in that this installation has. */
export function SignInWays({ ways, callbackUrl }: { ways: Ways; callbackUrl: string }) {
  const [leaving, setLeaving] = useState<string | null>(null)
  const go = (way: string, options?: Record<string, string>) => {
    setLeaving(way)
    void signIn(way, { callbackUrl }, options)
  }
  return (
    <>
      <div className="ways">
        {ways.google && (
          <Button look="primary" disabled={leaving !== null} onClick={() => go('google')}>
            <svg className="logo" viewBox="0 0 24 24" aria-hidden="true">
              <path fill="currentColor" d={siGoogle.path} />
            </svg>
            Continue with Google
          </Button>
        )}
        {ways.people.map((person) => (
          <Button
            key={person.email}
            className="person"
            disabled={leaving !== null}
            onClick={() => go('sandbox', { prompt: 'none', login_hint: person.email })}
          >
            <span className="ava" aria-hidden="true">
              {person.name.slice(0, 1)}
            </span>
            <span>
              Continue as {person.name}
              <span className="meta">
                {person.email}, {person.role}
              </span>
            </span>
          </Button>
        ))}
      </div>
      {ways.mail && (
        <>
          {(ways.google || ways.people.length > 0) && <div className="or">or</div>}
          <MailForm callbackUrl={callbackUrl} />
        </>
      )}
    </>
  )
}

/** What mail servers take: up to 64 characters before the sign, and none that would need quotes (RFC 5321, 4.5.3.1.1 and 4.1.2). */
const addressPattern = /^[^\s@"<>()[\]\\,;:]{1,64}@(?=[^\s@]{1,253}$)[^\s@]+\.[^\s@]+$/

function MailForm({ callbackUrl }: { callbackUrl: string }) {
  const [address, setAddress] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!addressPattern.test(address.trim())) {
      setFault('Give a full address, such as ada@example.com.')
      return
    }
    setSending(true)
    const result = await signIn('email', { email: address.trim(), callbackUrl, redirect: false })
    if (result?.ok && !result.error) {
      window.location.assign(`/sign-in/check-mail?to=${encodeURIComponent(address.trim())}`)
      return
    }
    setSending(false)
    setFault('The mail could not be sent. Try again in a minute, or ask your admin to look at the mail settings.')
  }
  return (
    <form className="mail-form" onSubmit={(event) => void submit(event)} noValidate>
      <label htmlFor="address" className="strong">
        Your e-mail address
      </label>
      <input
        id="address"
        className="input"
        type="email"
        autoComplete="email"
        aria-invalid={fault !== null || undefined}
        aria-describedby="address-note"
        value={address}
        onChange={(event) => {
          setAddress(event.target.value)
          setFault(null)
        }}
      />
      <Button type="submit" disabled={sending}>
        {sending ? 'Sending' : 'Send a sign-in link'}
      </Button>
      {fault ? (
        <p id="address-note" className="st bad whitespace-normal" role="alert">
          <Icon of={CircleAlert} />
          {fault}
        </p>
      ) : (
        <p id="address-note" className="meta">
          The link works once, within 24 hours.
        </p>
      )}
    </form>
  )
}
