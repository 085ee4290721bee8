import { html } from 'hono/html'
import type { Faults } from '../control/faults'
import { people } from '../seed/people'
import type { Grant, Store } from '../state/store'
import { faultSection } from './fault-section'
import { page } from './layout'

/** What is simulated, and every switch of it. */
export const overviewPage = (store: Store, faults: Faults, ownUrl: string) =>
  page(
    'Overview',
    html`<h1>Sandbox</h1>
      <p class="muted">Local stand-ins of Google sign-in, Gmail, an OpenAI-compatible model and a mail server.</p>
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
      <h2>Access granted</h2>
      <ul class="plain">
        ${connected(store).length === 0 ? html`<li class="muted">Nobody has connected Gmail.</li>` : ''}
        ${connected(store).map(grantLine)}
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
        <div class="row"><button>Forget the mailboxes’ history</button></div>
      </form>
      <h2>Begin anew</h2>
      <p class="muted">Brings the first mail back and ends all access that was granted.</p>
      <form method="post" action="/control/reset"><button>Reset to the seed</button></form>`,
  )

/** Each account once, with its latest grant to read mail. */
const connected = (store: Store): Grant[] => [
  ...new Map(
    store.data.grants
      .filter((grant) => !grant.revoked && grant.scopes.some((scope) => scope.includes('gmail')))
      .map((grant) => [grant.email, grant]),
  ).values(),
]

export const isConnected = (store: Store, email: string) => connected(store).some((grant) => grant.email === email)

const grantLine = ({ email, createdAt }: Grant) =>
  html`<li class="line">
    <p>${email}<br /><span class="muted">since ${createdAt.slice(0, 16).replace('T', ' ')} UTC</span></p>
    <form method="post" action="/control/revoke">
      <input type="hidden" name="email" value="${email}" />
      <button>Withdraw consent<span class="hidden"> of ${email}</span></button>
    </form>
  </li>`
