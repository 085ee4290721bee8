import { revokeAccount } from '../google/token'
import type { Grant, Store } from '../state/store'
import type { WebhookSender } from '../webhooks/sender'
import { createSlackApps, type SlackApp } from './apps'
import { sendEvent } from './events'
import { createPressDesk } from './press-desk'
import { slackBot, slackWorkspaces } from './seed'
import { openWorkspace, type SlackWorkspace } from './workspace'

type SlackOptions = { webhooksUrl?: string; redirectUris: string[]; ownUrl: () => string }

/** The pretended Slack: its workspaces, which apps are installed there, and the events that these are told of. */
export function createSlack(store: Store, sender: WebhookSender, { webhooksUrl, redirectUris, ownUrl }: SlackOptions) {
  const apps = createSlackApps(store, {
    redirectUrls: redirectUris,
    eventsUrl: webhooksUrl ? new URL('/api/webhooks/slack/events', webhooksUrl).href : null,
    interactionsUrl: webhooksUrl ? new URL('/api/webhooks/slack/interactions', webhooksUrl).href : null,
  })

  const installed = (teamId: string, { clientId }: SlackApp = apps.product): Grant | undefined =>
    store.data.grants.findLast(
      ({ email, clientId: client, revoked }) => email === teamId && client === clientId && !revoked,
    )

  const workspace = (id: string): SlackWorkspace =>
    openWorkspace(store.data.slack, id, (event, { teamId }) => {
      store.save()
      if (!event) return
      for (const app of apps.list()) if (installed(id, app)) sendEvent(sender, app, placeOf(id, teamId), event)
    })

  /** Everything that the workspace has granted the app ends; Slack tells of it. */
  function end(teamId: string, how: 'uninstall' | 'revoke', app: SlackApp = apps.product): void {
    const grant = installed(teamId, app)
    if (!grant) return
    revokeAccount(store, grant)
    const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [slackBot.id] } }
    sendEvent(sender, app, placeOf(teamId), how === 'uninstall' ? { type: 'app_uninstalled' } : revoked)
  }

  /** What events say of where they happened: the workspace, and of an organisation's installation the organisation too. */
  const placeOf = (id: string, teamId?: string) =>
    slackWorkspaces.find((one) => one.id === id)?.teams
      ? { teamId: teamId ?? null, enterpriseId: id }
      : { teamId: id, enterpriseId: null }

  const desk = createPressDesk(sender, apps, workspace, ownUrl)

  return { apps, installed, workspace, end, desk, list: slackWorkspaces }
}

export type Slack = ReturnType<typeof createSlack>
