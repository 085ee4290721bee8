import { html } from 'hono/html'
import { type ActiveFault, kindNames } from '../control/fault'
import { type FaultKindName, faultKindOf } from '../control/fault-kinds'
import type { Faults } from '../control/faults'

const durations = [
  ['1', 'the next call'],
  ['3', 'the next 3 calls'],
  ['10', 'the next 10 calls'],
  ['100', 'the next 100 calls'],
  ['until_off', 'until switched off'],
] as const

/** What is on, and a switch for each kind with what it does. */
export const faultSection = (faults: Faults, ownUrl: string) => {
  const active = faults.list()
  return html`<section aria-labelledby="faults">
    <h2 id="faults">Faults</h2>
    <p class="muted">
      Let something go wrong on purpose and watch what Switchboard makes of it. Faults end with their calls, when you
      switch them off, and when the sandbox stops.
    </p>
    <h3>On now</h3>
    ${active.length === 0 ? html`<p>None. Everything answers as it should.</p>` : ''}
    <ul class="plain">
      ${active.map(
        (fault) =>
          html`<li class="line on">
            <p>
              <strong>${faultKindOf(fault.kind).name}</strong><br />
              <span class="muted">${placeOf(fault)}, ${durationOf(fault)}</span>
            </p>
            <form method="post" action="/control/faults/${fault.id}/remove">
              <button>Switch off${hidden(` “${faultKindOf(fault.kind).name}”, ${placeOf(fault)}`)}</button>
            </form>
          </li>`,
      )}
    </ul>
    ${
      active.length > 1
        ? html`<form method="post" action="/control/faults/clear"><button>Switch all off</button></form>`
        : ''
    }
    <h3>Switch on</h3>
    <p class="muted">
      Those of the model strike when Switchboard asks the sandbox’s model: start it with OPENAI_API_KEY=sandbox and
      OPENAI_BASE_URL=${ownUrl}/openai/v1. The offline generator calls nobody.
    </p>
    <ul class="plain">
      ${kindNames.filter((kind) => kind !== 'answer').map(switchOf)}
    </ul>
  </section>`
}

function switchOf(kind: FaultKindName) {
  const { name, what, places } = faultKindOf(kind)
  const id = `fault-${kind}`
  return html`<li>
    <form method="post" action="/control/faults" aria-labelledby="${id}">
      <h4 id="${id}">${name}${places.length === 1 ? html` <span class="muted">${places[0].name}</span>` : ''}</h4>
      <p class="muted">${what}</p>
      <input type="hidden" name="kind" value="${kind}" />
      <div class="row">
        ${
          places.length === 1
            ? html`<input type="hidden" name="path" value="${places[0].path}" />`
            : html`<select name="path" aria-label="${name}: where">
                ${places.map((place) => html`<option value="${place.path}">${place.name}</option>`)}
              </select>`
        }
        <select name="times" aria-label="${name}: how long">
          ${durations.map(([value, label]) => html`<option value="${value}">${label}</option>`)}
        </select>
        <button>Switch on${hidden(` “${name}”`)}</button>
      </div>
    </form>
  </li>`
}

const placeOf = ({ kind, path }: ActiveFault) =>
  faultKindOf(kind).places.find((place) => place.path === path)?.name ?? `calls below ${path}`
const durationOf = ({ times }: ActiveFault) =>
  times === 'until_off' ? 'until switched off' : times === 1 ? 'the next call' : `the next ${times} calls`
const hidden = (text: string) => html`<span class="hidden">${text}</span>`
