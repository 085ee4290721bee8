import { html } from 'hono/html'
import type { Faults } from '../control/faults'
import { people } from '../seed/people'
import { slackWorkspaces } from '../slack/seed'
import type { Grant, Store } from '../state/store'
import { workspace } from '../state/notion'
import { faultSection } from './fault-section'
import { page } from './layout'

/** What is simulated, and every switch of it. */
export const overviewPage = (store: Store, faults: Faults, ownUrl: string) =>
  page(
    'Overview',
    html`<h1>Sandbox</h1>
      <p class="muted">
        Local stand-ins of Google sign-in, Gmail, Google Calendar, Slack, Telegram, Notion, an OpenAI-compatible model
        and a mail server.
      </p>
      <h2>Mailboxes</h2>
      <ul class="plain">
        ${people.map(
          ({ email, name }) =>
            html`<li>
              <a href="/mailbox/${email}">${name}, ${email}</a>
              <span class="muted">(${store.mailbox(email).data.messages.length} mails; write one there)</span>
            </li>`,
        )}
        <li><a href="/mail">Mail that the product has sent (${store.data.caught.length})</a></li>
      </ul>
      <h2>Calendars</h2>
      <ul class="plain">
        ${people.map(
          ({ email, name }) =>
            html`<li>
              <a href="/calendars/${email}">${name}, ${email}</a>
              <span class="muted">(add, cancel or decline an event there)</span>
            </li>`,
        )}
      </ul>
      <h2>Slack workspaces</h2>
      <ul class="plain">
        ${slackWorkspaces.map(
          ({ id, name }) =>
            html`<li>
              <a href="/slack/${id}">${name}</a>
              <span class="muted">(post, edit, delete or mark a message; uninstall the app)</span>
            </li>`,
        )}
        <li>
          <a href="/slack/apps">Your apps</a>
          <span class="muted">(register an app of your own)</span>
        </li>
      </ul>
      <h2>Telegram</h2>
      <ul class="plain">
        <li>
          <a href="/telegram">The bot with its token, its groups and private chats</a>
          <span class="muted">(write to it there)</span>
        </li>
      </ul>
      <h2>Notion</h2>
      <ul class="plain">
        <li>
          <a href="/workspace">${workspace.name}</a>
          <span class="muted">(write, finish or delete a page there)</span>
        </li>
      </ul>
      <h2>Access granted</h2>
      <ul class="plain">
        ${connected(store, 'gmail', 'calendar', 'notion').length === 0 ? html`<li class="muted">Nobody has connected anything.</li>` : ''}
        ${connected(store, 'gmail', 'calendar', 'notion').map(grantLine)}
      </ul>
      ${faultSection(faults, ownUrl)}
      <h2>Tokens and history</h2>
      <form method="post" action="/control/token-lifetime">
        <label for="seconds">Access tokens live for (seconds)</label>
        <input
          id="seconds"
          type="number"
          name="seconds"
          min="1"
          max="86400"
          value="${store.data.tokenLifetimeSeconds}"
          required
        />
        <div class="row"><button>Set</button></div>
      </form>
      <form method="post" action="/control/rotate-refresh-tokens">
        <input type="hidden" name="on" value="${String(!store.data.rotateRefreshTokens)}" />
        <div class="row">
          <button>${store.data.rotateRefreshTokens ? 'Keep refresh tokens' : 'Rotate refresh tokens'}</button>
        </div>
      </form>
      <form method="post" action="/control/expire-history">
        <div class="row"><button>Forget the history of mailboxes and calendars</button></div>
      </form>
      <h2>Begin anew</h2>
      <p class="muted">Brings the first mail and events back and ends all access that was granted.</p>
      <form method="post" action="/control/reset"><button>Reset to the seed</button></form>`,
  )

type Service = 'gmail' | 'calendar' | 'notion'
const services: Record<Service, string> = { gmail: 'Gmail', calendar: 'Google Calendar', notion: 'Notion' }
const reads = (grant: Grant, service: string) =>
  grant.scopes.some((scope) => scope.includes(`/auth/${service}`) || (service === 'notion' && scope === 'read_content'))

/** Each account once for each service's company, with its latest grant to read something. */
const connected = (store: Store, ...wanted: Service[]): Grant[] => [
  ...new Map(
    store.data.grants
      .filter((grant) => !grant.revoked && wanted.some((service) => reads(grant, service)))
      .map((grant) => [`${grant.clientId} ${grant.email}`, grant]),
  ).values(),
]

export const isConnected = (store: Store, email: string, service: Service) =>
  connected(store, service).some((grant) => grant.email === email)

const servicesOf = (grant: Grant) =>
  Object.entries(services).flatMap(([service, name]) => (reads(grant, service) ? [name] : []))

const grantLine = (grant: Grant) =>
  html`<li class="line">
    <p>
      ${grant.email}<br /><span class="muted"
        >${servicesOf(grant).join(', ')}, since ${grant.createdAt.slice(0, 16).replace('T', ' ')} UTC</span
      >
    </p>
    <form method="post" action="/control/revoke">
      <input type="hidden" name="email" value="${grant.email}" />
      <input type="hidden" name="clientId" value="${grant.clientId}" />
      <button>Withdraw consent<span class="hidden"> of ${grant.email}</span></button>
    </form>
  </li>`
