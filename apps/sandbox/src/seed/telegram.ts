import type { TelegramChat, TelegramData, TelegramPerson } from '../state/telegram'

/** Members of the team and those who write to them. */
export const telegramPeople: TelegramPerson[] = [
  { id: 4_101, is_bot: false, first_name: 'Ada', last_name: 'Lindqvist', username: 'ada_lindqvist' },
  { id: 4_102, is_bot: false, first_name: 'Ben', last_name: 'Okafor', username: 'ben_okafor' },
  { id: 4_103, is_bot: false, first_name: 'Clara', last_name: 'Voss' },
  { id: 4_104, is_bot: false, first_name: 'Noor', last_name: 'Haddad', username: 'noor_haddad' },
]

export const telegramBot = { id: 7_000_000_001, username: 'northwind_switchboard_bot', name: 'Northwind Switchboard' }
/** As long as a real one, and plainly none. */
export const firstToken = `${telegramBot.id}:SANDBOX-token-of-Northwinds-bot-0001`

const chats: (Omit<TelegramChat, 'messages'> & { said: [person: number, text: string][] })[] = [
  {
    id: -1_001_700_000_001,
    type: 'supergroup',
    title: 'Harbour launch',
    said: [
      [3, 'The venue is confirmed for the launch evening.'],
      [0, 'Lovely, thank you Noor!'],
      [2, 'The photographer asks where he can park.'],
    ],
  },
  {
    id: -4_200_000_002,
    type: 'group',
    title: 'Studio kitchen',
    said: [
      [1, 'There is cake in the kitchen 🎂'],
      [0, 'On my way'],
    ],
  },
  ...telegramPeople.map(({ id, first_name, last_name }) => ({
    id,
    type: 'private' as const,
    title: [first_name, last_name].filter(Boolean).join(' '),
    said: [],
  })),
]

/** The chats as the bot finds them: nobody has told it anything yet. */
export function seedTelegram(now: Date): TelegramData {
  const began = Math.floor(now.getTime() / 1_000) - 7_200
  let lastMessageId = 100
  return {
    token: firstToken,
    webhook: null,
    pending: [],
    chats: chats.map(({ said, ...chat }) => ({
      ...chat,
      messages: said.map(([person, text], at) => ({
        message_id: ++lastMessageId,
        from: telegramPeople[person] ?? null,
        date: began + at * 240,
        text,
      })),
    })),
    lastMessageId,
    lastUpdateId: 480_000_000,
  }
}
