import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { refuse } from '../control/requests'
import { page } from '../pages/layout'
import { appPage, appsPage } from './app-pages'
import { slackBot, slackPeople } from './seed'
import type { Slack } from './slack'
import { buttonsOf, wordsOf } from './blocks'
import { viewForm } from './view-form'
import { personOf, SlackRefusal, type SlackPost, type SlackRoom, type SlackView } from './workspace'

/** The pretended workspaces as their people see them. */
export function slackPages(slack: Slack) {
  const app = new Hono()

  // Where links of messages lead.
  app.get('/archives/:channel/:message', (c) => {
    const channel = c.req.param('channel')
    const owner = slack.list.find(({ id }) => slack.workspace(id).rooms.some((room) => room.id === channel))
    const ts = c.req.param('message').replace(/^p(\d+)(\d{6})$/, '$1.$2')
    return owner ? c.redirect(`/slack/${owner.id}/${channel}#m${ts}`) : c.notFound()
  })

  app.get('/apps', (c) => c.html(appsPage(slack.apps)))
  app.get('/apps/:id', (c) => {
    const found = slack.apps.byId(c.req.param('id'))
    return found ? c.html(appPage(found, found === slack.apps.product)) : c.notFound()
  })

  app.get('/:workspace', (c) => {
    const about = slack.list.find(({ id }) => id === c.req.param('workspace'))
    return about ? c.html(workspacePage(slack, about)) : c.notFound()
  })

  app.get('/:workspace/:channel', (c) => {
    const about = slack.list.find(({ id }) => id === c.req.param('workspace'))
    if (!about) return c.notFound()
    const workspace = slack.workspace(about.id)
    const room = workspace.room(c.req.param('channel'))
    return c.html(
      roomPage(
        about,
        room,
        workspace.views().filter(({ channel }) => channel === room.id),
      ),
    )
  })
  app.onError((error: Error, c: Context) => {
    if (error instanceof SlackRefusal) return refuse(c, 404, 'There is no such channel.')
    throw error
  })
  return app
}

type About = { id: string; name: string }

export const roomName = ({ name, isDirect }: SlackRoom) =>
  isDirect ? `${personOf(name)?.realName ?? name} and Switchboard` : `#${name}`

const workspacePage = (slack: Slack, { id, name }: About) =>
  page(
    name,
    html`<p><a href="/">Overview</a></p>
      <h1>${name}</h1>
      <h2>Channels</h2>
      <ul class="plain">
        ${slack.workspace(id).rooms.map(
          (room) =>
            html`<li>
              <a href="/slack/${id}/${room.id}">${roomName(room)}</a>
              <span class="muted"
                >(${room.posts.length} messages${room.isMember ? '' : '; Switchboard is not in it'})</span
              >
            </li>`,
        )}
      </ul>
      <h2>The app</h2>
      ${
        slack.installed(id)
          ? html`<p>Switchboard is installed in this workspace.</p>
              <form method="post" action="/control/slack/end">
                <input type="hidden" name="workspace" value="${id}" />
                <div class="row">
                  <button name="how" value="uninstall">Uninstall Switchboard</button>
                  <button name="how" value="revoke">Revoke its tokens</button>
                </div>
              </form>`
          : html`<p>Switchboard is not installed here.</p>`
      }
      ${slack.apps
        .list()
        .filter((app) => app !== slack.apps.product && slack.installed(id, app))
        .map(
          (app) =>
            html`<p>${app.name} is installed in this workspace.</p>
              <form method="post" action="/control/slack/end">
                <input type="hidden" name="workspace" value="${id}" />
                <input type="hidden" name="app" value="${app.id}" />
                <div class="row"><button name="how" value="uninstall">Uninstall ${app.name}</button></div>
              </form>`,
        )}`,
  )

const roomPage = ({ id, name }: About, room: SlackRoom, views: SlackView[]) =>
  page(
    roomName(room),
    html`<p><a href="/slack/${id}">${name}</a></p>
      <h1>${roomName(room)}</h1>
      ${views.map((view) => viewForm(id, view))} ${noticesOf(room)}
      <section aria-labelledby="new-message">
        <h2 id="new-message">New message</h2>
        <form method="post" action="/control/slack/post">
          ${where(id, room)}
          <p>
            <label for="user">From</label>
            <select id="user" name="user">
              ${writersOf(room).map((one) => html`<option value="${one.id}">${one.realName}</option>`)}
            </select>
          </p>
          <label for="text">Text</label>
          <textarea
            id="text"
            name="text"
            rows="3"
            placeholder="&lt;@U0ADA&gt; could you send us the signed contract by Friday?"
            required
          ></textarea>
          <p class="muted">
            Mention people as Slack does: ${slackPeople.map((one) => `<@${one.id}> ${one.realName}`).join(', ')},
            ${`<@${slackBot.id}>`} Switchboard.
          </p>
          <div class="row"><button class="primary">Post</button></div>
        </form>
      </section>
      <h2>Messages</h2>
      <ul class="plain">
        ${[...room.posts].reverse().map((post) => messageLine(id, room, post))}
      </ul>`,
  )

const writersOf = ({ isDirect, name }: SlackRoom) => slackPeople.filter(({ id }) => !isDirect || id === name)

const where = (workspace: string, { id }: SlackRoom) =>
  html`<input type="hidden" name="workspace" value="${workspace}" /><input
      type="hidden"
      name="channel"
      value="${id}"
    />`

const noticesOf = ({ notices = [] }: SlackRoom) =>
  notices.length === 0
    ? ''
    : html`<h2>Shown to one person alone</h2>
        <ul class="plain">
          ${notices.toReversed().map(({ user, text }) => html`<li>To ${personOf(user)?.realName ?? user}: ${text}</li>`)}
        </ul>`

/** Buttons of a message, which in a direct message one person alone can press. */
const pressForm = (workspace: string, room: SlackRoom, post: SlackPost) =>
  html`<form method="post" action="/control/slack/press">
    ${where(workspace, room)}<input type="hidden" name="ts" value="${post.ts}" />
    <p>
      <label>
        As
        <select name="user">
          ${writersOf(room).map((one) => html`<option value="${one.id}">${one.realName}</option>`)}
        </select>
      </label>
    </p>
    <div class="row">
      ${buttonsOf(post).map(({ id, label, url }) =>
        url ? html`<a href="${url}">${label}</a>` : html`<button name="action" value="${id}">${label}</button>`,
      )}
    </div>
  </form>`

const messageLine = (workspace: string, room: SlackRoom, post: SlackPost) => {
  const at = new Date(Number(post.ts) * 1_000).toISOString().slice(0, 16).replace('T', ' ')
  const author = personOf(post.user)?.realName ?? 'Switchboard'
  const named = html`<span class="hidden"> “${post.text.slice(0, 40)}”</span>`
  const about = html`${where(workspace, room)}<input type="hidden" name="ts" value="${post.ts}" />`
  return html`<li id="m${post.ts}">
    <h4>
      ${author}<span class="muted"
        >${at}${post.thread_ts && post.thread_ts !== post.ts ? ', in a thread' : ''}${post.edited ? ', edited' : ''}</span
      >
    </h4>
    <p class="words">${wordsOf(post)}</p>
    ${buttonsOf(post).length > 0 ? pressForm(workspace, room, post) : ''}
    ${(post.reactions ?? []).map(
      ({ name, users }) =>
        html`<p class="muted">
          :${name}: ${users.map((user) => personOf(user)?.realName ?? 'Switchboard').join(', ')}
        </p>`,
    )}
    <form method="post" action="/control/slack/edit">
      ${about}
      <input type="text" name="text" value="${post.text}" aria-label="Text of “${post.text.slice(0, 40)}”" required />
      <div class="row"><button>Edit${named}</button></div>
    </form>
    <div class="row">
      <form method="post" action="/control/slack/react">
        ${about}<input type="hidden" name="user" value="${slackPeople[2].id}" /><button>
          ✅ by ${slackPeople[2].realName}${named}
        </button>
      </form>
      <form method="post" action="/control/slack/delete">${about}<button>Delete${named}</button></form>
    </div>
  </li>`
}
