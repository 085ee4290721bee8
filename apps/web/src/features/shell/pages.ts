import {
  Bell,
  Bookmark,
  Bot,
  Cable,
  Gauge,
  History,
  Inbox,
  ListTodo,
  type LucideIcon,
  MessageCircleQuestion,
  MessagesSquare,
  Radio,
  Send,
  Settings,
} from 'lucide-react'

export type PageEntry = {
  path: string
  name: string
  /** Where there is little room. */
  shortName?: string
  /** By which the palette finds it besides. */
  words?: string
  icon: LucideIcon
  keys: string
  /** A phone's tabs are full: it is found by 'More'. */
  isBeyondTabs?: true
}

/** The pages, in the order of the navigation. */
export const pages: PageEntry[] = [
  { path: '/', name: 'Feed', icon: Inbox, keys: 'g f' },
  { path: '/tasks', name: 'Tasks', icon: ListTodo, keys: 'g t' },
  { path: '/conversations', name: 'Conversations', shortName: 'Chats', icon: MessagesSquare, keys: 'g c' },
  {
    path: '/feedback',
    name: 'Questions',
    words: 'feedback ask approve answers people',
    icon: MessageCircleQuestion,
    keys: 'g q',
    isBeyondTabs: true,
  },
  { path: '/integrations', name: 'Integrations', icon: Cable, keys: 'g i' },
  { path: '/activity', name: 'Activity', icon: History, keys: 'g a', isBeyondTabs: true },
]

export const settingsPage: PageEntry = { path: '/settings', name: 'Settings', icon: Settings, keys: 'g s' }

/** Parts of pages, which the palette finds as well. */
export const partsOfPages: (Omit<PageEntry, 'keys'> & { words: string; forAdmins?: true })[] = [
  { path: '/activity?tab=messages', name: 'Messages', words: 'deliveries sent notifications', icon: Send },
  {
    path: '/settings/notifications',
    name: 'Notifications',
    words: 'preferences channels linked accounts quiet hours digest reach me',
    icon: Bell,
  },
  {
    path: '/settings/memory',
    name: 'Memory',
    words: 'remember remembered forget facts preferences agents know',
    icon: Bookmark,
  },
  {
    path: '/settings/agents',
    name: 'Agents',
    words: 'assistant instructions tools model jobs schedule cron',
    icon: Bot,
  },
  { path: '/settings/channels', name: 'Channels', words: 'health deliveries Slack mail', icon: Radio, forAdmins: true },
  { path: '/settings/limits', name: 'Limits', words: 'rate usage messages minute', icon: Gauge, forAdmins: true },
]

export const isCurrent = (page: PageEntry, path: string) =>
  page.path === '/' ? path === '/' : path.startsWith(page.path)
