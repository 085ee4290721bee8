import { Mail } from 'lucide-react'
import clsx from 'clsx'
import { siGmail, siGooglecalendar, siNotion, siTelegram } from 'simple-icons'
import type { ProviderId } from '@/lib/api-types'

export const providerNames: Record<ProviderId, string> = {
  gmail: 'Gmail',
  google_calendar: 'Google Calendar',
  slack: 'Slack',
  telegram: 'Telegram',
  notion: 'Notion',
  imap: 'IMAP mailbox',
}

const marks: Partial<Record<ProviderId, { path: string; colour: string }>> = {
  gmail: { path: siGmail.path, colour: 'var(--brand-gmail)' },
  google_calendar: { path: siGooglecalendar.path, colour: 'var(--brand-googlecalendar)' },
  telegram: { path: siTelegram.path, colour: 'var(--brand-telegram)' },
  notion: { path: siNotion.path, colour: 'var(--brand-notion)' },
}

/** The provider's mark in its colour. `named` where no word beside it says which. */
export function ProviderLogo({ provider, medium, named }: { provider: ProviderId; medium?: boolean; named?: boolean }) {
  const label = named ? { role: 'img', 'aria-label': providerNames[provider] } : { 'aria-hidden': true }
  const className = clsx('logo', medium && 'logo-m')
  // Who points at it is told as well.
  const tip = named ? <title>{providerNames[provider]}</title> : null
  const mark = marks[provider]
  if (mark)
    return (
      <svg {...label} className={className} viewBox="0 0 24 24">
        {tip}
        <path fill={mark.colour} d={mark.path} />
      </svg>
    )
  if (provider === 'slack')
    return (
      <svg {...label} className={className} viewBox="0 0 24 24">
        {tip}
        {slackMark.map(({ colour, path }) => (
          <path key={path} fill={colour} d={path} />
        ))}
      </svg>
    )
  return (
    <Mail {...label} className={className}>
      {tip}
    </Mail>
  )
}

/** simple-icons no longer holds Slack's mark: four colours, each a bar and a drop. */
const slackMark = [
  {
    colour: '#e01e5a',
    path: 'M5.042 15.165a2.528 2.528 0 0 1-2.52 2.523A2.528 2.528 0 0 1 0 15.165a2.527 2.527 0 0 1 2.522-2.52h2.52v2.52z',
  },
  {
    colour: '#e01e5a',
    path: 'M6.313 15.165a2.527 2.527 0 0 1 2.521-2.52 2.527 2.527 0 0 1 2.521 2.52v6.313A2.528 2.528 0 0 1 8.834 24a2.528 2.528 0 0 1-2.521-2.522v-6.313z',
  },
  {
    colour: '#36c5f0',
    path: 'M8.834 5.042a2.528 2.528 0 0 1-2.521-2.52A2.528 2.528 0 0 1 8.834 0a2.528 2.528 0 0 1 2.521 2.522v2.52H8.834z',
  },
  {
    colour: '#36c5f0',
    path: 'M8.834 6.313a2.528 2.528 0 0 1 2.521 2.521 2.528 2.528 0 0 1-2.521 2.521H2.522A2.528 2.528 0 0 1 0 8.834a2.528 2.528 0 0 1 2.522-2.521h6.312z',
  },
  {
    colour: '#2eb67d',
    path: 'M18.956 8.834a2.528 2.528 0 0 1 2.522-2.521A2.528 2.528 0 0 1 24 8.834a2.528 2.528 0 0 1-2.522 2.521h-2.522V8.834z',
  },
  {
    colour: '#2eb67d',
    path: 'M17.688 8.834a2.528 2.528 0 0 1-2.523 2.521 2.527 2.527 0 0 1-2.52-2.521V2.522A2.527 2.527 0 0 1 15.165 0a2.528 2.528 0 0 1 2.523 2.522v6.312z',
  },
  {
    colour: '#ecb22e',
    path: 'M15.165 18.956a2.528 2.528 0 0 1 2.523 2.522A2.528 2.528 0 0 1 15.165 24a2.527 2.527 0 0 1-2.52-2.522v-2.522h2.52z',
  },
  {
    colour: '#ecb22e',
    path: 'M15.165 17.688a2.527 2.527 0 0 1-2.52-2.523 2.526 2.526 0 0 1 2.52-2.52h6.313A2.527 2.527 0 0 1 24 15.165a2.528 2.528 0 0 1-2.522 2.523h-6.313z',
  },
]
