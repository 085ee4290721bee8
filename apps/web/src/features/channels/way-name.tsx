import { Mail, Monitor, Send } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo, providerNames } from '@/components/ui/provider-logo'
import type { Attempt, ChannelHealth, ProviderId } from '@/lib/api-types'

export type Way = Pick<ChannelHealth, 'channel' | 'provider' | 'accountName'>

const channelNames: Record<Attempt['channel'], string> = {
  web: 'Open page',
  slack: 'Slack',
  email: 'Mail server',
  telegram: 'Telegram',
}

/** What a way out is called: 'Slack', 'Open page', 'Mail server'. */
export const nameOfWay = ({ channel, provider }: Way): string =>
  provider ? providerNames[provider] : channelNames[channel]

/** Which of several of a kind: the account, as far as one may know. */
export function accountOfWay({ channel, provider, accountName }: Way): string {
  if (accountName) return accountName
  if (provider) return 'a colleague’s own'
  return channel === 'email' ? 'of this installation' : channel === 'web' ? 'Switchboard in a browser' : ''
}

/** The mark of a way; its name stands beside it. */
export function WayLogo({ channel, provider }: { channel: Attempt['channel']; provider: ProviderId | null }) {
  if (provider) return <ProviderLogo provider={provider} medium />
  return <Icon of={channel === 'web' ? Monitor : channel === 'email' ? Mail : Send} className="way-icon" />
}
