'use client'

import { feedbackLimits } from '@switchboard/core/feedback/limits'
import { Check, X } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { Feedback } from '@/lib/api-types'
import { fieldOf, keepDraft, useDraftOf } from '@/lib/drafts'
import { firstClick } from '@/lib/first-click'

type AnswerProps = {
  feedback: Feedback
  wanted: string | null
  busy: boolean
  onAnswer: (value: string) => void
}

/** What a question is answered by. What the message offered has the focus: Enter does it, and nothing else does. */
export function FeedbackAnswer(props: AnswerProps) {
  switch (props.feedback.kind) {
    case 'approval':
      return <Verdict {...props} />
    case 'choice':
      return <Choice {...props} />
    case 'text':
      return <Words {...props} />
  }
}

function Verdict({ wanted, busy, onAnswer }: AnswerProps) {
  return (
    <div className="feedback-acts">
      <Button
        look={wanted === 'reject' ? 'plain' : 'primary'}
        disabled={busy}
        autoFocus={wanted === 'approve'}
        onClick={firstClick(() => onAnswer('approve'))}
      >
        <Icon of={Check} />
        Approve
      </Button>
      <Button
        look={wanted === 'reject' ? 'primary' : 'plain'}
        disabled={busy}
        autoFocus={wanted === 'reject'}
        onClick={firstClick(() => onAnswer('reject'))}
      >
        <Icon of={X} />
        Reject
      </Button>
    </div>
  )
}

function Choice({ feedback: { options, offered }, wanted, busy, onAnswer }: AnswerProps) {
  const name = useId()
  const [chosen, setChosen] = useState(options.find(({ id }) => id === (wanted ?? offered?.value))?.id ?? null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen !== null) onAnswer(chosen)
  }
  return (
    <form className="ask-field" onSubmit={submit}>
      <fieldset className="feedback-options">
        <legend className="sr-only">Options</legend>
        {options.map(({ id, label }) => (
          <label key={id}>
            <input
              type="radio"
              className="check round"
              name={name}
              value={id}
              checked={chosen === id}
              autoFocus={wanted === id}
              onChange={() => setChosen(id)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <Button look="primary" type="submit" disabled={busy || chosen === null}>
        Answer
      </Button>
    </form>
  )
}

function Words({ feedback, wanted, busy, onAnswer }: AnswerProps) {
  const id = useId()
  const draftKey = `answer:${feedback.id}`
  const offered = feedback.offered?.value ?? ''
  const text = useDraftOf(draftKey) ?? offered
  const mayNot = busy || text.trim() === ''
  const answer = () => !mayNot && onAnswer(text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    answer()
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
    event.preventDefault()
    answer()
  }
  return (
    <form className="ask-field field" onSubmit={submit}>
      <label htmlFor={id}>Your answer</label>
      <textarea
        id={id}
        className="input"
        rows={3}
        autoFocus={wanted === 'write'}
        maxLength={feedbackLimits.answer}
        value={text}
        {...fieldOf(draftKey)}
        onChange={({ target }) => keepDraft(draftKey, target.value === offered ? null : target.value)}
        onKeyDown={press}
      />
      <div className="feedback-acts">
        <Button look="primary" type="submit" disabled={mayNot}>
          Answer
        </Button>
      </div>
    </form>
  )
}
