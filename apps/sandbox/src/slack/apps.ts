import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Store } from '../state/store'
import { sandboxSlack, signedHeaders } from './events'
import { slackBot } from './seed'

/** An app as Slack knows it. */
export type SlackApp = {
  id: string
  name: string
  clientId: string
  clientSecret: string
  signingSecret: string
  redirectUrls: string[]
  /** Where its events go; null: nowhere. */
  eventsUrl: string | null
  /** The same for what people press. */
  interactionsUrl?: string | null
  /** Whether its address has answered the challenge; null: it was not asked. */
  isVerified: boolean | null
}

export type AppWish = Pick<SlackApp, 'name' | 'redirectUrls' | 'eventsUrl' | 'interactionsUrl'>

const challengeTimeoutMs = 3_000

/** What of an app's manifest makes a difference here. https://docs.slack.dev/reference/app-manifest */
export const manifestSchema = z
  .string()
  .transform((text, context) => {
    try {
      const parsed: unknown = JSON.parse(text)
      return parsed
    } catch {
      context.addIssue({ code: 'custom', message: 'this is not valid JSON' })
      return z.NEVER
    }
  })
  .pipe(
    z.object({
      display_information: z.object({ name: z.string().trim().min(1).max(35) }),
      oauth_config: z.object({
        redirect_urls: z.array(z.url()).min(1),
        scopes: z.object({ bot: z.array(z.string()) }),
      }),
      settings: z.object({
        event_subscriptions: z.object({ request_url: z.url(), bot_events: z.array(z.string()) }),
        interactivity: z.object({ is_enabled: z.literal(true), request_url: z.url() }).optional(),
      }),
    }),
  )
  .transform((manifest): AppWish => ({
    name: manifest.display_information.name,
    redirectUrls: manifest.oauth_config.redirect_urls,
    eventsUrl: manifest.settings.event_subscriptions.request_url,
    interactionsUrl: manifest.settings.interactivity?.request_url ?? null,
  }))

/** The apps that are registered: the product's own, which the launcher has set up, and those that people add. */
export function createSlackApps(store: Store, own: Pick<SlackApp, 'redirectUrls' | 'eventsUrl' | 'interactionsUrl'>) {
  const product: SlackApp = { id: slackBot.appId, name: 'Switchboard', ...sandboxSlack, ...own, isVerified: true }
  const added = () => (store.data.slack.apps ??= [])
  const list = () => [product, ...added()]

  return {
    product,
    list,
    byClient: (clientId: string | undefined) => list().find((app) => app.clientId === clientId),
    byId: (id: string) => list().find((app) => app.id === id),

    register(wish: AppWish): SlackApp {
      const app: SlackApp = {
        ...wish,
        id: `A0${randomBytes(4).toString('hex').toUpperCase()}`,
        clientId: `${Date.now()}.${randomBytes(6).readUIntBE(0, 6)}`,
        clientSecret: randomBytes(16).toString('hex'),
        signingSecret: randomBytes(16).toString('hex'),
        isVerified: null,
      }
      store.noteIssued(app.clientSecret)
      store.noteIssued(app.signingSecret)
      added().push(app)
      store.save()
      return app
    },

    /** As when somebody presses 'Regenerate': the old one signs nothing any more. */
    regenerateSigningSecret(app: SlackApp): void {
      app.signingSecret = randomBytes(16).toString('hex')
      store.noteIssued(app.signingSecret)
      store.save()
    },

    /** https://docs.slack.dev/reference/events/url_verification */
    async verify(app: SlackApp): Promise<void> {
      const challenge = randomBytes(24).toString('base64url')
      const body = JSON.stringify({ token: 'sandbox-verification-token', challenge, type: 'url_verification' })
      app.isVerified = await answers(app, body, challenge)
      store.save()
    },
  }
}

export type SlackApps = ReturnType<typeof createSlackApps>

async function answers({ eventsUrl, signingSecret }: SlackApp, body: string, challenge: string): Promise<boolean> {
  if (!eventsUrl) return false
  const headers = { 'content-type': 'application/json', ...signedHeaders(body, signingSecret) }
  try {
    const signal = AbortSignal.timeout(challengeTimeoutMs)
    const answer = await fetch(eventsUrl, { method: 'POST', body, headers, signal })
    return answer.ok && (await answer.text()) === challenge
  } catch {
    return false
  }
}
