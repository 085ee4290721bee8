import { Hono } from 'hono'
import { requestSchema } from './chat'
import { converse } from './converse'
import { learn } from './learn'
import { reply } from './reply'

const ask =
  /[^.!?\n]*\b(please|could you|can you|would you|need you to|let me know|bitte|pourriez-vous|podrías|ください)[^.!?\n]*[.!?]?/i
const bulk = /unsubscribe|no action needed|sent to a list: yes|noreply/i

/** An OpenAI-compatible server with a model of a few rules: it reads the item in the prompt and answers in the asked-for shape. */
export function openAiRoutes() {
  const app = new Hono()

  app.use('*', async (c, next) => {
    if (!c.req.header('authorization')?.startsWith('Bearer sandbox')) {
      return c.json(
        {
          error: {
            message: 'Incorrect API key provided.',
            type: 'invalid_request_error',
            param: null,
            code: 'invalid_api_key',
          },
        },
        401,
      )
    }
    await next()
  })

  app.get('/models', (c) =>
    c.json({ object: 'list', data: [{ id: 'gpt-4.1-mini', object: 'model', created: 0, owned_by: 'sandbox' }] }),
  )

  app.post('/chat/completions', async (c) => {
    const request = requestSchema.parse(await c.req.json())
    // Conversations come as streams, items do not.
    if (request.stream)
      return reply(request, request.response_format?.json_schema.name === 'facts' ? learn(request) : converse(request))
    const prompt = request.messages.find(({ role }) => role === 'user')?.content ?? ''
    return reply(request, { content: JSON.stringify(judge(prompt)) })
  })
  return app
}

function judge(prompt: string) {
  const item = prompt.split('\n').slice(1, -1).join('\n')
  const body = item.slice(item.indexOf('\n\n') + 2)
  const sender = /^from: (.+?) </m.exec(item)?.[1] ?? 'The sender'
  const title = /^title: (.+)$/m.exec(item)?.[1] ?? 'this item'
  const quote = bulk.test(item) ? null : cut(ask.exec(body)?.[0].trim(), 600)
  return {
    actionNeeded: quote !== null,
    title: (quote ? cut(`Answer ${sender}: ${title}`, 80) : cut(title, 200)) ?? '',
    description: quote ?? '',
    priority: 'medium',
    dueAt: null,
    tags: [],
    confidence: quote ? 0.9 : 0.05,
    reasoning: quote ? `${sender} asks for something.` : 'Nothing in it asks for an action.',
    evidence: quote ? [{ quote, supports: 'action' }] : [],
  }
}

/** Without half a character at the end. */
const cut = (text: string | undefined, longest: number) =>
  text?.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '') ?? null
