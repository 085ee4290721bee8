import type { ReactNode } from 'react'
import clsx from 'clsx'
import type { ReachField } from './reach-fields'
import { fieldId, type ReachDraft } from './use-reach-draft'

export const reachFormId = 'reach'

/** When and what for oneself is reached. */
export function ReachForm({ draft, timeZone }: { draft: ReachDraft; timeZone: string }) {
  const { shown } = draft
  return (
    <form
      id={reachFormId}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        draft.save()
      }}
    >
      <fieldset>
        <legend>Quiet hours</legend>
        <Switch draft={draft} field="isQuiet" label="Keep quiet for a while each day">
          Nothing leaves the browser then; it waits until they are over.
        </Switch>
        {shown.isQuiet && (
          <>
            <Typed draft={draft} field="quietFrom" label="From" type="time">
              In your time zone, {timeZone}.
            </Typed>
            <Typed draft={draft} field="quietTo" label="To" type="time">
              An earlier time is of the next day.
            </Typed>
            <Switch draft={draft} field="urgentInQuietHours" label="Urgent ones reach me all the same">
              What cannot wait until the morning, but for suggestions.
            </Switch>
            <Switch draft={draft} field="suggestionsInQuietHours" label="Urgent suggestions too">
              How urgent one is comes from what others write to you: they could ring you at night.
            </Switch>
          </>
        )}
      </fieldset>
      <fieldset>
        <legend>Questions</legend>
        <Typed draft={draft} field="answerWithin" label="Wait for an answer" unit="minutes">
          After that the next channel asks as well.
        </Typed>
      </fieldset>
      <fieldset>
        <legend>Suggestions and digest</legend>
        <Switch draft={draft} field="sendsSuggestions" label="Send me suggestions outside of the browser">
          To decide about them where you are.
        </Switch>
        {shown.sendsSuggestions && (
          <Typed draft={draft} field="suggestionsFrom" label="From a confidence of" unit="%">
            Less certain ones wait in the feed.
          </Typed>
        )}
        <Switch draft={draft} field="sendsDigest" label="Send me a daily digest">
          What waits for you, in one message.
        </Switch>
        {shown.sendsDigest && (
          <Typed draft={draft} field="digestAt" label="At" type="time">
            In your time zone, {timeZone}.
          </Typed>
        )}
      </fieldset>
    </form>
  )
}

type LineProps = { draft: ReachDraft; field: ReachField; label: string; children: ReactNode }

function Line({ draft, field, label, hint, children }: LineProps & { hint: ReactNode }) {
  const fault = draft.faults[field]
  return (
    <div className="line-field">
      <div>
        <label htmlFor={fieldId(field)}>{label}</label>
        <p id={`${fieldId(field)}-hint`} className={clsx(fault ? 'fault' : 'hint')} role={fault ? 'status' : undefined}>
          {fault ?? hint}
        </p>
      </div>
      {children}
    </div>
  )
}

function Switch({ draft, field, label, children }: LineProps) {
  return (
    <Line draft={draft} field={field} label={label} hint={children}>
      <input
        id={fieldId(field)}
        className="check"
        type="checkbox"
        role="switch"
        aria-describedby={`${fieldId(field)}-hint`}
        checked={draft.shown[field] === true}
        onChange={(event) => draft.set(field, event.target.checked)}
      />
    </Line>
  )
}

function Typed({ draft, field, label, children, type, unit }: LineProps & { type?: 'time'; unit?: string }) {
  return (
    <Line draft={draft} field={field} label={label} hint={children}>
      <span className="flex items-center gap-2">
        <input
          id={fieldId(field)}
          className="input"
          style={{ width: type === 'time' ? 112 : 72 }}
          type={type ?? 'text'}
          inputMode={type === 'time' ? undefined : 'numeric'}
          autoComplete="off"
          aria-describedby={`${fieldId(field)}-hint`}
          aria-invalid={draft.faults[field] !== undefined || undefined}
          value={String(draft.shown[field])}
          onChange={(event) => draft.set(field, event.target.value)}
        />
        {unit && <span className="meta whitespace-nowrap">{unit}</span>}
      </span>
    </Line>
  )
}
