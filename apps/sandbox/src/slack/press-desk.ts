import { randomBytes } from 'node:crypto'
import type { WebhookSender } from '../webhooks/sender'
import type { SlackApp, SlackApps } from './apps'
import { buttonsOf } from './blocks'
import { signedHeaders } from './events'
import { slackWorkspaces } from './seed'
import { personOf, SlackRefusal, type SlackModal, type SlackWorkspace } from './workspace'

/** https://docs.slack.dev/interactivity/handling-user-interaction: a trigger ends soon, an address to answer at later. */
const [triggerMs, answerMs, mostAnswers] = [3_000, 1_800_000, 5]

type Trigger = { workspace: string; user: string; channel: string; appId: string; until: number }
type AnswerPlace = { workspace: string; channel: string; user: string; until: number; left: number }

/** Where people press buttons and fill in forms, and what an app may do because of it. */
export function createPressDesk(
  sender: WebhookSender,
  apps: SlackApps,
  workspaceOf: (id: string) => SlackWorkspace,
  ownUrl: () => string,
) {
  const triggers = new Map<string, Trigger>()
  const answers = new Map<string, AnswerPlace>()

  /** Signed, as a form, once. */
  function send(app: SlackApp, payload: object): void {
    if (!app.interactionsUrl) return
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    sender.send({
      url: app.interactionsUrl,
      body,
      headers: () => ({
        'content-type': 'application/x-www-form-urlencoded',
        ...signedHeaders(body, app.signingSecret),
      }),
      waitMs: () => null,
    })
  }

  const appOf = (id: string | undefined) => apps.byId(id ?? '') ?? apps.product

  /** Who it is and where, as every interaction says. */
  function about(workspace: string, user: string, app: SlackApp) {
    const person = personOf(user)
    if (!person) throw new SlackRefusal('user_not_found')
    const isOrg = slackWorkspaces.find(({ id }) => id === workspace)?.teams !== undefined
    return {
      team: isOrg ? null : { id: workspace, domain: 'sandbox' },
      enterprise: isOrg ? { id: workspace } : null,
      is_enterprise_install: isOrg,
      user: { id: user, username: person.name, name: person.name, team_id: workspace },
      api_app_id: app.id,
      token: 'sandbox-verification-token',
    }
  }

  function triggerFor(trigger: Omit<Trigger, 'until'>): string {
    const id = `${Date.now()}.${randomBytes(12).toString('hex')}`
    triggers.set(id, { ...trigger, until: Date.now() + triggerMs })
    return id
  }

  return {
    press(workspace: string, channel: string, ts: string, user: string, actionId: string): void {
      const post = workspaceOf(workspace).post(channel, ts)
      const button = buttonsOf(post).find(({ id }) => id === actionId)
      if (!button) throw new SlackRefusal('no_such_button')
      const app = appOf(post.app_id)
      const answer = randomBytes(16).toString('hex')
      answers.set(answer, { workspace, channel, user, until: Date.now() + answerMs, left: mostAnswers })
      send(app, {
        type: 'block_actions',
        ...about(workspace, user, app),
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        trigger_id: triggerFor({ workspace, user, channel, appId: app.id }),
        channel: { id: channel, name: 'directmessage' },
        message: { type: 'message', ...post },
        response_url: `${ownUrl()}/slack/actions/${answer}`,
        actions: [
          {
            action_id: actionId,
            block_id: 'b1',
            text: { type: 'plain_text', text: button.label },
            type: 'button',
            action_ts: String(Date.now() / 1_000),
          },
        ],
      })
    },

    /** Shows a form to whoever has pressed just before. */
    open(triggerId: string, view: SlackModal): { id: string } {
      const trigger = triggers.get(triggerId)
      if (!trigger) throw new SlackRefusal('invalid_trigger_id')
      triggers.delete(triggerId)
      if (trigger.until < Date.now()) throw new SlackRefusal('expired_trigger_id')
      const id = `V0${randomBytes(5).toString('hex').toUpperCase()}`
      const { workspace, user, channel, appId } = trigger
      workspaceOf(workspace).open({ id, user, app_id: appId, channel, view })
      return { id }
    },

    submit(workspace: string, viewId: string, values: Record<string, string>): { channel: string } {
      const { view, user, app_id: appId, channel } = workspaceOf(workspace).closeView(viewId)
      const app = appOf(appId)
      const state = Object.fromEntries(
        view.blocks.map(({ block_id: block, element }) => [
          block,
          { [element.action_id]: { type: element.type, ...stateOf(element.type, values[block] ?? '') } },
        ]),
      )
      send(app, {
        type: 'view_submission',
        ...about(workspace, user, app),
        trigger_id: triggerFor({ workspace, user, channel, appId: app.id }),
        view: { id: viewId, type: 'modal', ...view, state: { values: state } },
        response_urls: [],
      })
      return { channel }
    },

    /** What an app says at an address to answer at; false where it takes none any more. */
    answer(id: string, text: string): boolean {
      const place = answers.get(id)
      if (!place || place.until < Date.now() || place.left === 0) return false
      place.left -= 1
      workspaceOf(place.workspace).notify(place.channel, place.user, text)
      return true
    },
  }
}

function stateOf(type: string, value: string): object {
  if (type === 'datepicker') return { selected_date: value || null }
  if (type === 'static_select') return { selected_option: value ? { value } : null }
  return { value: value || null }
}

export type PressDesk = ReturnType<typeof createPressDesk>
