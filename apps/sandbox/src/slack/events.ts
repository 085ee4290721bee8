import { createHmac, randomBytes } from 'node:crypto'
import type { WebhookSender } from '../webhooks/sender'
import type { SlackApp } from './apps'
import { slackBot } from './seed'
import type { SlackEvent } from './workspace'

/** How the operator would have set up the Slack app. */
export const sandboxSlack = {
  clientId: 'sandbox-slack',
  clientSecret: 'sandbox-secret',
  signingSecret: 'sandbox-signing-secret',
}

/** Tried again almost at once, after a minute and after five. https://docs.slack.dev/apis/events-api#retries */
const waitsMs = [100, 60_000, 300_000]

type EventPlace = { teamId: string | null; enterpriseId: string | null }

/** Sends events of a workspace to an app as Slack does: signed anew for each try, and with the number of the retry. */
export function sendEvent(sender: WebhookSender, app: SlackApp, place: EventPlace, event: SlackEvent): void {
  const { teamId, enterpriseId } = place
  const isOrg = enterpriseId !== null
  if (!app.eventsUrl) return
  const body = JSON.stringify({
    token: 'sandbox-verification-token',
    team_id: teamId,
    context_team_id: teamId,
    enterprise_id: enterpriseId,
    is_enterprise_install: isOrg,
    api_app_id: app.id,
    event: { team: teamId, ...event },
    type: 'event_callback',
    event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      {
        enterprise_id: enterpriseId,
        team_id: isOrg ? null : teamId,
        user_id: slackBot.id,
        is_bot: true,
        is_enterprise_install: isOrg,
      },
    ],
    is_ext_shared_channel: false,
    event_context: randomBytes(12).toString('base64url'),
  })
  sender.send({
    url: app.eventsUrl,
    body,
    headers: (attempt) => ({
      ...signedHeaders(body, app.signingSecret),
      ...(attempt > 0 ? { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_error' } : {}),
    }),
    waitMs: (attempt) => waitsMs[attempt] ?? null,
  })
}

export function signedHeaders(body: string, secret: string, now = new Date()): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` }
}
