import { revokeAccount } from '../google/token'
import type { Grant, Store } from '../state/store'
import type { WebhookSender } from '../webhooks/sender'
import { sandboxSlack, sendEvent } from './events'
import { slackBot, slackWorkspaces } from './seed'
import { openWorkspace, type SlackWorkspace } from './workspace'

/** The pretended Slack: its workspaces, who has installed the app, and the events that are told of. */
export function createSlack(store: Store, sender: WebhookSender, webhooksUrl: string | undefined) {
  const url = webhooksUrl && new URL('/api/webhooks/slack/events', webhooksUrl).href

  const installed = (teamId: string): Grant | undefined =>
    store.data.grants.findLast(
      ({ email, clientId, revoked }) => email === teamId && clientId === sandboxSlack.clientId && !revoked,
    )

  const workspace = (id: string): SlackWorkspace =>
    openWorkspace(store.data.slack, id, (event) => {
      store.save()
      if (event && url && installed(id)) sendEvent(sender, url, id, event)
    })

  /** Everything that the workspace has granted ends; Slack tells of it. */
  function end(teamId: string, how: 'uninstall' | 'revoke'): void {
    const grant = installed(teamId)
    if (!grant) return
    revokeAccount(store, grant)
    if (!url) return
    const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [slackBot.id] } }
    sendEvent(sender, url, teamId, how === 'uninstall' ? { type: 'app_uninstalled' } : revoked)
  }

  return { installed, workspace, end, list: slackWorkspaces }
}

export type Slack = ReturnType<typeof createSlack>
