import { z } from 'zod'
import type { Content } from '../contents'

const dataSchema = z.object({ title: z.string(), body: z.string(), path: z.string().startsWith('/') })

/** Something is broken, and what to do. Its words are made by who raises it, and hold as long as it stands. */
export const alertContent: Content = async (ctx, { data }) => {
  const { title, body, path } = dataSchema.parse(data)
  return {
    template: 'alert',
    title,
    body,
    actions: [],
    link: { label: 'Look at it', url: new URL(path, ctx.publicUrl).href },
    outcome: null,
    unsubscribeUrl: null,
  }
}
