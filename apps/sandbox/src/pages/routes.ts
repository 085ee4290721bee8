import { Hono } from 'hono'
import { html } from 'hono/html'
import { people } from '../seed/people'
import type { Store } from '../state/store'
import { page } from './layout'

/** The sandbox's own pages: what is simulated, the mailboxes, the caught mail. */
export function pageRoutes(store: Store) {
  const app = new Hono()

  app.get('/', (c) => {
    const active = store.data.grants.filter(
      (grant) => !grant.revoked && grant.scopes.some((scope) => scope.includes('gmail')),
    )
    return c.html(
      page(
        'Overview',
        html`<h1>Sandbox</h1>
          <p class="muted">Local stand-ins of Google sign-in, Gmail, an OpenAI-compatible model and a mail server.</p>
          <h2>Mailboxes</h2>
          <ul class="plain">
            ${people.map(({ email, name }) => html`<li><a href="/mailbox/${email}">${name}, ${email}</a></li>`)}
            <li><a href="/mail">Mail that the product has sent (${store.data.caught.length})</a></li>
          </ul>
          <h2>Deliver a new mail</h2>
          <form method="post" action="/control/deliver">
            <label for="to">To</label><input id="to" type="email" name="to" value="${people[0].email}" required />
            <label for="from">From</label
            ><input id="from" type="text" name="from" value="Clara Voss &lt;clara@meridian.example&gt;" required />
            <label for="subject">Subject</label><input id="subject" type="text" name="subject" required />
            <label for="text">Text</label><textarea id="text" name="text" rows="5" required></textarea>
            <div class="row"><button class="primary">Deliver</button></div>
          </form>
          <h2>Access granted</h2>
          <ul class="plain">
            ${active.length === 0 ? html`<li class="muted">Nobody has connected Gmail.</li>` : ''}
            ${active.map(
              (grant) =>
                html`<li>
                  ${grant.email} <span class="muted">since ${grant.createdAt}</span>
                  <form method="post" action="/control/revoke">
                    <input type="hidden" name="email" value="${grant.email}" /><button>Withdraw consent</button>
                  </form>
                </li>`,
            )}
          </ul>
          <h2>Faults</h2>
          <form method="post" action="/control/faults">
            <label for="path">Of</label>
            <select id="path" name="path">
              <option value="/gmail">Gmail</option>
              <option value="/google/token">Google’s tokens</option>
              <option value="/openai">The model</option>
            </select>
            <label for="status">Answer</label>
            <select id="status" name="status">
              <option value="429">429, too many requests</option>
              <option value="503">503, unavailable</option>
              <option value="401">401, unauthorized</option>
            </select>
            <label for="times">For how many requests</label>
            <input id="times" type="number" name="times" min="1" max="10000" value="1" />
            <div class="row"><button>Switch on</button></div>
          </form>
          <h2>Time</h2>
          <form method="post" action="/control/token-lifetime">
            <label for="seconds">Access tokens live for (seconds)</label>
            <input
              id="seconds"
              type="number"
              name="seconds"
              min="1"
              max="86400"
              value="${store.data.tokenLifetimeSeconds}"
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
          <form method="post" action="/control/reset">
            <div class="row"><button>Reset to the seed</button></div>
          </form>`,
      ),
    )
  })

  app.get('/mailbox/:email', (c) => {
    const email = c.req.param('email')
    if (!people.some((person) => person.email === email)) return c.notFound()
    const { messages } = store.mailbox(email).data
    return c.html(
      page(
        email,
        html`<h1>${email}</h1>
          <p class="muted">${messages.length} messages. <a href="/">Overview</a></p>
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">Subject</th>
                <th scope="col">Labels</th>
              </tr>
            </thead>
            <tbody>
              ${messages.slice(0, 300).map(
                ({ from, subject, labels }) =>
                  html`<tr>
                    <td>${from}</td>
                    <td>${subject}</td>
                    <td class="muted">${labels.join(', ')}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`,
      ),
    )
  })

  app.get('/mail', (c) =>
    c.html(
      page(
        'Sent mail',
        html`<h1>Mail that the product has sent</h1>
          <p class="muted"><a href="/">Overview</a></p>
          ${store.data.caught.length === 0 ? html`<p>None yet.</p>` : ''}
          ${store.data.caught.map(
            (mail) =>
              html`<h2>${mail.subject}</h2>
                <p class="muted">to ${mail.to}, ${mail.at}</p>
                <p>${linksOf(mail.text).map((link) => html`<a href="${link}">${link.slice(0, 90)}</a><br />`)}</p>
                <iframe sandbox="" title="${mail.subject}" srcdoc="${mail.html ?? mail.text}"></iframe>`,
          )}`,
      ),
    ),
  )
  return app
}

const linksOf = (text: string) => text.match(/https?:\/\/[^\s<>")]+/g) ?? []
