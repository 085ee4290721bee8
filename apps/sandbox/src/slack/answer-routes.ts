import { Hono } from 'hono'
import { z } from 'zod'
import type { Slack } from './slack'

const answerSchema = z.object({ response_type: z.literal('ephemeral'), text: z.string().min(1) })

/** Addresses to answer at. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export function slackAnswerRoutes({ desk }: Slack) {
  const app = new Hono()
  app.post('/:id', async (c) => {
    const answer = answerSchema.safeParse(await c.req.json().catch(() => null)).data
    if (!answer) return c.text('invalid_payload', 400)
    return desk.answer(c.req.param('id'), answer.text) ? c.text('ok') : c.text('expired_url', 404)
  })
  return app
}
