import { html } from 'hono/html'
import type { Store } from '../state/store'
import { page } from './layout'
import { isConnected } from './overview'

type MailboxView = {
  email: string
  store: Store
  /** Id of the mail that was written just now. */
  arrived: string | undefined
  productUrl: string
}

const shown = 300

/** A mailbox as its owner would see it, and a form to write to it. */
export function mailboxPage({ email, store, arrived, productUrl }: MailboxView) {
  const { messages } = store.mailbox(email).data
  const written = messages.find(({ id }) => id === arrived)
  return page(
    email,
    html`<p><a href="/">Overview</a></p>
      <h1>${email}</h1>
      ${written ? notice(written.subject, isConnected(store, email, 'gmail'), productUrl) : ''}
      <section aria-labelledby="new-mail">
        <h2 id="new-mail">New mail</h2>
        <form method="post" action="/control/deliver">
          <input type="hidden" name="to" value="${email}" />
          <label for="from">From</label>
          <input id="from" type="text" name="from" value="Clara Voss &lt;clara@meridian.example&gt;" required />
          <label for="subject">Subject</label>
          <input id="subject" type="text" name="subject" placeholder="Contract for the spring campaign" required />
          <label for="text">Text</label>
          <textarea
            id="text"
            name="text"
            rows="5"
            placeholder="Hello, could you send us the signed contract by Friday?"
            required
          ></textarea>
          <div class="row"><button class="primary">Deliver</button></div>
        </form>
      </section>
      <h2>Mail</h2>
      <p class="muted">
        ${messages.length} messages${messages.length > shown ? `, of which the newest ${shown} are listed` : ''}.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Subject</th>
            <th scope="col">Labels</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          ${messages.slice(0, shown).map(
            ({ id, from, subject, labels }) =>
              html`<tr>
                <td>${from}</td>
                <td>${subject}</td>
                <td class="muted">${labels.join(', ')}</td>
                <td>
                  ${actsOn(labels).map(
                    ([act, name]) =>
                      html`<form method="post" action="/control/mailbox/${email}/${id}/${act}" style="display:inline">
                        <button>${name}<span class="hidden"> “${subject}” of ${from}</span></button>
                      </form> `,
                  )}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>`,
  )
}

/** What its owner may do with a mail that is there, by how the control names it. */
const actsOn = (labels: string[]): [string, string][] => {
  if (labels.includes('SENT')) return []
  if (!labels.includes('INBOX')) return [['inbox', 'Back to inbox']]
  return [
    ['answer', 'Answer'],
    ['archive', 'Archive'],
    ['trash', 'Throw away'],
  ]
}

const notice = (subject: string, connected: boolean, productUrl: string) => {
  const integrations = html`<a href="${productUrl}/integrations">Integrations</a>`
  return html`<p class="notice" role="status">
    “${subject}” lies in the inbox, unread.
    ${
      connected
        ? html`Google’s stand-in tells of it at once, and Switchboard has it a moment later: keep the feed open and
            watch it appear. A <b>Sync now</b> on ${integrations} finds it as well.`
        : html`Switchboard will see it once this account is connected on ${integrations}.`
    }
  </p>`
}
