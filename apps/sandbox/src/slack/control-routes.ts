import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { answerOf, bodyOf, refuse, tellWrongInput } from '../control/requests'
import { manifestSchema } from './apps'
import { slackPeople } from './seed'
import type { Slack } from './slack'
import { SlackRefusal } from './workspace'

const filled = z.string().trim().min(1, 'write something')
const person = z.enum(
  slackPeople.map(({ id }) => id),
  'choose one of the people',
)
const place = { workspace: z.string().default('T0NORTHWIND'), channel: z.string() }
const postSchema = z.object({ ...place, user: person, text: filled, thread: z.string().optional() })
const editSchema = z.object({ ...place, ts: z.string(), text: filled })
const messageSchema = z.object({ ...place, ts: z.string() })
const reactSchema = messageSchema.extend({ user: person, name: z.string().default('white_check_mark') })
const pressSchema = messageSchema.extend({ user: person, action: filled })
const submitSchema = z.looseObject({ workspace: z.string().default('T0NORTHWIND'), view: z.string() })
const endSchema = z.object({
  workspace: z.string().default('T0NORTHWIND'),
  how: z.enum(['uninstall', 'revoke']),
  app: z.string().optional(),
})
const registerSchema = z.object({ manifest: manifestSchema })
const appSchema = z.object({ app: z.string() })

/** What people of the pretended workspace do. */
export function slackControlRoutes(slack: Slack) {
  const app = new Hono()
  const appOf = (id: string) => {
    const found = slack.apps.byId(id)
    if (!found) throw new SlackRefusal('app_not_found')
    return found
  }
  const back = ({ workspace, channel }: { workspace: string; channel: string }) => `/slack/${workspace}/${channel}`

  app.post('/post', async (c) => {
    const { thread, text, user, ...at } = postSchema.parse(await bodyOf(c))
    const fields = { user, text, ...(thread ? { thread_ts: thread } : {}) }
    const { ts } = slack.workspace(at.workspace).write(at.channel, fields)
    return answerOf(c, { ts }, back(at))
  })
  app.post('/edit', async (c) => {
    const { ts, text, ...at } = editSchema.parse(await bodyOf(c))
    slack.workspace(at.workspace).edit(at.channel, ts, text)
    return answerOf(c, { done: true }, back(at))
  })
  app.post('/delete', async (c) => {
    const { ts, ...at } = messageSchema.parse(await bodyOf(c))
    slack.workspace(at.workspace).delete(at.channel, ts)
    return answerOf(c, { done: true }, back(at))
  })
  app.post('/react', async (c) => {
    const { ts, user, name, ...at } = reactSchema.parse(await bodyOf(c))
    slack.workspace(at.workspace).react(at.channel, ts, user, name)
    return answerOf(c, { done: true }, back(at))
  })
  app.post('/press', async (c) => {
    const { ts, user, action, ...at } = pressSchema.parse(await bodyOf(c))
    slack.desk.press(at.workspace, at.channel, ts, user, action)
    return answerOf(c, { done: true }, back(at))
  })
  app.post('/submit', async (c) => {
    const { workspace, view, ...values } = submitSchema.parse(await bodyOf(c))
    const { channel } = slack.desk.submit(workspace, view, z.record(z.string(), z.string()).parse(values))
    return answerOf(c, { done: true }, back({ workspace, channel }))
  })
  app.post('/end', async (c) => {
    const { workspace, how, app: id } = endSchema.parse(await bodyOf(c))
    slack.end(workspace, how, id === undefined ? undefined : appOf(id))
    return answerOf(c, { done: true }, `/slack/${workspace}`)
  })
  app.post('/register', async (c) => {
    const { manifest } = registerSchema.parse(await bodyOf(c))
    const { isVerified: _, ...registered } = slack.apps.register(manifest)
    return answerOf(c, registered, `/slack/apps/${registered.id}`)
  })
  app.post('/verify', async (c) => {
    const registered = appOf(appSchema.parse(await bodyOf(c)).app)
    await slack.apps.verify(registered)
    return answerOf(c, { verified: registered.isVerified }, `/slack/apps/${registered.id}`)
  })
  app.post('/regenerate', async (c) => {
    const registered = appOf(appSchema.parse(await bodyOf(c)).app)
    slack.apps.regenerateSigningSecret(registered)
    return answerOf(c, { signingSecret: registered.signingSecret }, `/slack/apps/${registered.id}`)
  })
  app.get('/:workspace/:channel', (c) =>
    c.json({
      messages: slack.workspace(c.req.param('workspace')).room(c.req.param('channel')).posts,
      notices: slack.workspace(c.req.param('workspace')).room(c.req.param('channel')).notices ?? [],
      views: slack
        .workspace(c.req.param('workspace'))
        .views()
        .filter(({ channel }) => channel === c.req.param('channel')),
    }),
  )
  app.onError((error: Error, c: Context) =>
    error instanceof SlackRefusal ? refuse(c, 404, `Slack says ${error.code}.`) : tellWrongInput(error, c),
  )
  return app
}
