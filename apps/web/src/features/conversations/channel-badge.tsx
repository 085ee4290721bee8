import { Globe, Mail } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import type { ConversationRow } from '@/lib/api-types'
import { channelWords } from './conversation-texts'

type Channel = ConversationRow['channel']

/** The mark of a channel; its name stands beside it, or is said by who shows it. */
export function ChannelMark({ channel }: { channel: Channel }) {
  if (channel === 'slack' || channel === 'telegram') return <ProviderLogo provider={channel} />
  return <Icon of={channel === 'web' ? Globe : Mail} />
}

export function ChannelBadge({ channel }: { channel: Channel }) {
  return (
    <span className="chan">
      <ChannelMark channel={channel} />
      {channelWords[channel]}
    </span>
  )
}

/** The channels on which something was said. */
export function ChannelMarks({ channels }: { channels: Channel[] }) {
  return (
    <span className="chans">
      <span className="sr">{channels.map((channel) => channelWords[channel]).join(', ')}</span>
      {channels.map((channel) => (
        <ChannelMark key={channel} channel={channel} />
      ))}
    </span>
  )
}
