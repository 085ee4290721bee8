import type { ChannelName } from './reach-fields'

export const channelTexts: Record<ChannelName, { name: string; nothing: string }> = {
  web: { name: 'Open pages', nothing: '' },
  slack: { name: 'Slack', nothing: 'No workspace is connected.' },
  email: { name: 'E-mail', nothing: '' },
  telegram: { name: 'Telegram', nothing: 'No bot is connected.' },
}

export const priorityNames = ['First', 'Then', 'Last resort']
