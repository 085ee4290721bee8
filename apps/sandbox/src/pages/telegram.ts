import { html } from 'hono/html'
import { telegramBot, telegramPeople } from '../seed/telegram'
import type { Store } from '../state/store'
import type { TelegramChat, TelegramPress, TelegramText } from '../state/telegram'
import { page } from './layout'

/** The bot with its token, and the chats in which people write to it. */
export function telegramPage(store: Store, productUrl: string, code?: string) {
  const { token, webhook, pending, chats } = store.telegram().data
  return page(
    'Telegram',
    html`<p><a href="/">Overview</a></p>
      <h1>Telegram</h1>
      <p>
        The bot @${telegramBot.username}. Connect it on
        <a href="${productUrl}/connect/telegram">Integrations</a> with its token:
      </p>
      <p><code id="token">${token}</code></p>
      <p class="muted">
        ${webhook ? html`Its messages go to ${webhook.url}.` : 'Nobody has asked for its messages yet.'}
        ${pending.length > 0 ? `${pending.length} wait to be taken.` : ''}
      </p>
      <form method="post" action="/control/telegram/renew-token">
        <div class="row"><button>Withdraw the token and make another</button></div>
      </form>
      ${code ? startSection(chats, code) : ''}
      <h2>Groups</h2>
      <ul class="plain">
        ${chats.filter(({ type }) => type !== 'private').map(chatLine)}
      </ul>
      <h2>Private chats with the bot</h2>
      <ul class="plain">
        ${chats.filter(({ type }) => type === 'private').map(chatLine)}
      </ul>`,
  )
}

/** Where a link to the bot leads: whoever comes by it presses Start, and so says the code. */
const startSection = (chats: TelegramChat[], code: string) =>
  html`<section aria-labelledby="start">
    <h2 id="start">Start a chat with the bot</h2>
    ${chats
      .filter(({ type }) => type === 'private')
      .map(
        ({ id, title }) =>
          html`<form method="post" action="/control/telegram/messages">
            <input type="hidden" name="chat" value="${id}" /><input type="hidden" name="person" value="${id}" />
            <input type="hidden" name="text" value="/start ${code}" /><button>Start as ${title}</button>
          </form>`,
      )}
  </section>`

const chatLine = ({ id, title, messages }: TelegramChat) =>
  html`<li>
    <a href="/telegram/${id}">${title}</a> <span class="muted">(${messages.length} messages; write one there)</span>
  </li>`

/** A chat as its people see it, and what they may do in it. */
export const telegramChatPage = (chat: TelegramChat, presses: TelegramPress[]) =>
  page(
    chat.title,
    html`<p><a href="/telegram">Telegram</a></p>
      <h1>${chat.title}</h1>
      <form method="post" action="/control/telegram/messages" aria-label="New message">
        <input type="hidden" name="chat" value="${chat.id}" />
        ${
          chat.type === 'private'
            ? html`<input type="hidden" name="person" value="${chat.id}" />`
            : html`<label for="person">From</label>
                <select id="person" name="person">
                  ${telegramPeople.map((person) => html`<option value="${person.id}">${nameOf(person)}</option>`)}
                </select>`
        }
        <label for="text">Message</label>
        <textarea
          id="text"
          name="text"
          rows="3"
          required
          placeholder="Could you send me the seat plan by Friday?"
        ></textarea>
        <div class="row"><button class="primary">Send</button></div>
      </form>
      ${answersOf(presses.filter((press) => press.chat === chat.id))}
      <h2>Messages</h2>
      <ul class="plain">
        ${chat.messages.toReversed().map((message) => messageLine(chat, message))}
      </ul>
      ${chat.messages.length === 0 ? html`<p class="muted">Nobody has written anything here.</p>` : ''}`,
  )

const answersOf = (presses: TelegramPress[]) =>
  presses.length === 0
    ? ''
    : html`<h2>What the bot has answered</h2>
        <ul class="plain">
          ${presses.toReversed().map(({ from, answer }) => html`<li>To ${personName(from)}: ${answer ?? '…'}</li>`)}
        </ul>`

const personName = (id: number) => telegramPeople.filter((person) => person.id === id).map(nameOf)[0] ?? String(id)

/** Buttons below a message of the bot, and who presses them. */
const pressForm = (chat: TelegramChat, { keyboard = [], message_id: id }: TelegramText) =>
  html`<form method="post" action="/control/telegram/press">
    <input type="hidden" name="chat" value="${chat.id}" /><input type="hidden" name="message" value="${id}" />
    ${
      chat.type === 'private'
        ? html`<input type="hidden" name="person" value="${chat.id}" />`
        : html`<label
            >As
            <select name="person">
              ${telegramPeople.map((person) => html`<option value="${person.id}">${nameOf(person)}</option>`)}
            </select></label
          >`
    }
    <div class="row">
      ${keyboard
        .flat()
        .map(({ text, url, callback_data: action = '' }) =>
          url ? html`<a href="${url}">${text}</a>` : html`<button name="action" value="${action}">${text}</button>`,
        )}
    </div>
  </form>`

const messageLine = (chat: TelegramChat, message: TelegramText) => {
  const { from, text, edit_date: edited, message_id: id, reaction, keyboard } = message
  return html`<li>
    <p>
      <strong>${from ? nameOf(from) : telegramBot.name}</strong>
      <span class="muted">${edited ? 'edited' : ''} ${(reaction ?? []).map(({ emoji }) => emoji).join(' ')}</span><br />
      ${text}
    </p>
    ${
      from
        ? html`<form method="post" action="/control/telegram/edits" class="line">
            <input type="hidden" name="chat" value="${chat.id}" />
            <input type="hidden" name="message" value="${id}" />
            <p>
              <input type="text" name="text" value="${text}" aria-label="Change “${text.slice(0, 40)}”" required />
            </p>
            <button>Change<span class="hidden"> “${text.slice(0, 40)}”</span></button>
          </form>`
        : ''
    }
    ${keyboard?.flat().length ? pressForm(chat, message) : ''}
  </li>`
}

const nameOf = ({ first_name: first, last_name: last }: { first_name: string; last_name?: string }) =>
  [first, last].filter(Boolean).join(' ')
