import { isSupported } from '@switchboard/core/suggestions/supported-values'
import type { SuggestionDetail } from '@/lib/api-types'
import { evidenceSegments, paragraphsOf } from './evidence-segments'

type Evidence = SuggestionDetail['evidence']

export const evidenceAnchor = (number: number) => `evidence-${number}`

type Props = { text: string; evidence: Evidence; /** Stands where there are no words. */ empty: string }

/** The item's own words with the evidence marked and numbered. It is plain text: nothing in it becomes markup. */
export function EvidenceText({ text, evidence, empty }: Props) {
  if (!text.trim()) return <p>{empty}</p>
  return paragraphsOf(text).map((paragraph) => (
    <p key={paragraph.from}>
      <Marked text={paragraph.text} evidence={evidence} field="text" from={paragraph.from} />
    </p>
  ))
}

export function Marked({
  text,
  evidence,
  field,
  from = 0,
}: {
  text: string
  evidence: Evidence
  field: Evidence[number]['field']
  from?: number
}) {
  let offset = from
  return evidenceSegments(text, evidence, field, from).map((segment, index, segments) => {
    const key = offset
    offset += segment.text.length
    if (segment.numbers.length === 0) return <span key={key}>{segment.text}</span>
    return (
      <mark
        key={key}
        className={segments[index - 1]?.ends.length ? 'touches' : undefined}
        id={segment.ends[0] ? evidenceAnchor(segment.ends[0]) : undefined}
        tabIndex={segment.ends.length > 0 ? -1 : undefined}
      >
        {segment.text}
        {segment.ends.map((number, place) => (
          <sup key={number} id={place > 0 ? evidenceAnchor(number) : undefined} tabIndex={place > 0 ? -1 : undefined}>
            <span className="sr">evidence </span>
            {number}
          </sup>
        ))}
      </mark>
    )
  })
}

/** 'from 2': which evidence a field rests on, leading to it. What a person wrote in its place rests on none. */
export function EvidenceLinks({
  suggestion,
  supports,
}: {
  suggestion: SuggestionDetail
  supports: Evidence[number]['supports'][]
}) {
  const numbers = suggestion.evidence.flatMap((quote, index) =>
    supports.includes(quote.supports) && isSupported(quote, suggestion) ? [index + 1] : [],
  )
  if (numbers.length === 0) return null
  return (
    <>
      from
      {numbers.map((number) => (
        <a key={number} className="ev-n" href={`#${evidenceAnchor(number)}`} aria-label={`Evidence ${number}`}>
          {number}
        </a>
      ))}
    </>
  )
}
