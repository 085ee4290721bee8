import { html } from 'hono/html'
import type { NotionSubscription } from '../notion/events'
import { members, type NotionPage, workspace } from '../state/notion'
import type { Store } from '../state/store'
import { page } from './layout'
import { isConnected } from './overview'

type WorkspaceView = {
  store: Store
  subscription: NotionSubscription
  /** Id of the page that was written or changed just now. */
  changed: string | undefined
  productUrl: string
}

const [ada, ben] = members
const titleOf = ({ title }: NotionPage) => title.map(({ plain_text }) => plain_text).join('') || 'Untitled'

/** The workspace as its members see it, with what a person may do in it. */
export function workspacePage({ store, subscription, changed, productUrl }: WorkspaceView) {
  const touched = changed === undefined ? undefined : store.notion().find(changed)
  return page(
    workspace.name,
    html`<p><a href="/">Overview</a></p>
      <h1>Notion: ${workspace.name}</h1>
      ${touched ? notice(touched, { store, subscription, productUrl }) : ''}
      <section aria-labelledby="new-page">
        <h2 id="new-page">New page or task</h2>
        <form method="post" action="/control/notion">
          <label for="by">Written by</label>
          ${choice('by', 'by', ben?.email)}
          <label for="title">Title</label>
          <input id="title" type="text" name="title" placeholder="Prepare the spring catalogue" required />
          <label for="assign-to">Task of</label>
          ${choice('assignTo', 'assign-to', ada?.email, 'Nobody: a page')}
          <label for="due">Due</label>
          <input id="due" type="date" name="due" />
          <label for="text">Text</label>
          <textarea
            id="text"
            name="text"
            rows="4"
            placeholder="@Ada Lindqvist please check the figures by Friday."
          ></textarea>
          <p class="muted">A name after @ mentions its member.</p>
          <div class="row"><button class="primary">Write</button></div>
        </form>
      </section>
      <section aria-labelledby="new-comment">
        <h2 id="new-comment">New comment</h2>
        <form method="post" action="/control/notion/comments">
          <label for="comment-by">Comment of</label>
          ${choice('by', 'comment-by', ben?.email)}
          <label for="comment-page">Below</label>
          <select id="comment-page" name="page">
            ${store
              .notion()
              .byEdit(false)
              .map((one) => html`<option value="${one.id}">${titleOf(one)}</option>`)}
          </select>
          <label for="comment-text">Words</label>
          <input id="comment-text" type="text" name="text" required />
          <div class="row"><button>Comment</button></div>
        </form>
      </section>
      ${subscription.isPossible ? webhooks(subscription) : ''}
      <h2>Pages and tasks</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Edited (UTC)</th>
            <th scope="col">Page</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          ${store.notion().byEdit(false).map(line)}
        </tbody>
      </table>`,
  )
}

const choice = (name: string, id: string, chosen: string | undefined, nobody?: string) =>
  html`<select id="${id}" name="${name}">
    ${nobody ? html`<option value="">${nobody}</option>` : ''}
    ${members.map(({ email, name: called }) =>
      email === chosen
        ? html`<option value="${email}" selected>${called}</option>`
        : html`<option value="${email}">${called}</option>`,
    )}
  </select>`

const line = (shown: NotionPage) => {
  const names = shown.people.map((email) => members.find((member) => member.email === email)?.name ?? email)
  const facts = [shown.status, names.join(', '), shown.due && `due ${shown.due}`].filter(Boolean).join(' · ')
  return html`<tr>
    <td>${shown.editedAt.slice(0, 16).replace('T', ' ')}</td>
    <td>
      ${titleOf(shown)}<br /><span class="muted"
        >${shown.isRow ? facts : 'Page'}${shown.isUnshared ? ' · not shared with Switchboard' : ''}</span
      >
    </td>
    <td>
      ${shown.isRow && shown.status !== 'Done' ? button(shown, 'status', 'Done', { status: 'Done' }) : ''}
      ${button(shown, 'trash', 'Delete', {})}
      ${shown.isUnshared ? button(shown, 'share', 'Share', {}) : button(shown, 'unshare', 'Unshare', {})}
    </td>
  </tr>`
}

const button = (shown: NotionPage, act: string, name: string, fields: Record<string, string>) =>
  html`<form method="post" action="/control/notion/${shown.id}/${act}" style="display:inline">
    <input type="hidden" name="by" value="${ben?.email ?? ''}" />
    ${Object.entries(fields).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)}
    <button>${name}<span class="hidden"> “${titleOf(shown)}”</span></button>
  </form>`

const webhooks = (subscription: NotionSubscription) =>
  html`<section aria-labelledby="webhooks">
    <h2 id="webhooks">Webhooks</h2>
    <p class="muted">
      ${
        subscription.isPending()
          ? 'A new subscription waits for its verification token, which was sent to Switchboard. Until then the one before is in force.'
          : 'A subscription tells Switchboard of each change.'
      }
    </p>
    <form method="post" action="/control/notion/subscription"><button>Create a subscription</button></form>
    ${
      subscription.isPending()
        ? html`<form method="post" action="/control/notion/subscription/verify">
            <label for="token">Verification token</label>
            <input id="token" type="text" name="token" required />
            <div class="row"><button>Verify</button></div>
          </form>`
        : ''
    }
  </section>`

const notice = (
  shown: NotionPage,
  { store, subscription, productUrl }: Pick<WorkspaceView, 'store' | 'subscription' | 'productUrl'>,
) => {
  const integrations = html`<a href="${productUrl}/integrations">Integrations</a>`
  return html`<p class="notice" role="status">
    “${titleOf(shown)}” has changed.
    ${
      members.some(({ email }) => isConnected(store, email, 'notion'))
        ? subscription.isPossible
          ? html`Notion tells of it, and Switchboard looks at it within a moment; see ${integrations}.`
          : html`Switchboard sees it at its next sync: by itself within the account’s interval (15 minutes unless you
              changed it), or now with <b>Sync now</b> on ${integrations}.`
        : html`Switchboard will see it once Notion is connected on ${integrations}.`
    }
  </p>`
}
