import type { RichText } from './schema'

export const plainText = (text: RichText) => text.map(({ plain_text }) => plain_text).join('')

/** Whether the words name a person so that Notion tells them. */
export const mentions = (text: RichText, userId: string) => text.some(({ mention }) => mention?.user?.id === userId)
