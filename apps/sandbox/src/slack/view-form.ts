import { html } from 'hono/html'
import { personOf, type SlackInput, type SlackView } from './workspace'

/** A form that somebody has before them. */
export const viewForm = (workspace: string, { id, user, view }: SlackView) =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${view.title.text}</h2>
    <p class="muted">Before ${personOf(user)?.realName ?? user}</p>
    <form method="post" action="/control/slack/submit">
      <input type="hidden" name="workspace" value="${workspace}" /><input type="hidden" name="view" value="${id}" />
      ${view.blocks.map((block) => html`<p><label>${block.label.text} ${fieldOf(block)}</label></p>`)}
      <div class="row"><button class="primary">${view.submit.text}</button></div>
    </form>
  </section>`

function fieldOf({ block_id: name, optional, element }: SlackInput) {
  const required = optional ? '' : 'required'
  switch (element.type) {
    case 'datepicker':
      return html`<input type="date" name="${name}" value="${element.initial_date ?? ''}" ${required} />`
    case 'static_select':
      return html`<select name="${name}" ${required}>
        ${optional ? html`<option value=""></option>` : ''}
        ${(element.options ?? []).map(
          ({ text, value }) =>
            html`<option value="${value}" ${element.initial_option?.value === value ? 'selected' : ''}>
              ${text.text}
            </option>`,
        )}
      </select>`
    default:
      return element.multiline
        ? html`<textarea name="${name}" rows="4" ${required}>${element.initial_value ?? ''}</textarea>`
        : html`<input type="text" name="${name}" value="${element.initial_value ?? ''}" ${required} />`
  }
}
