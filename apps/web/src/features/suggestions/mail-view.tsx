'use client'

import { useQuery } from '@tanstack/react-query'
import { Ellipsis, FileText, Image, Paperclip } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Bone } from '@/components/ui/states'
import type { SuggestionDetail } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sizeText } from '@/lib/size-text'
import { useTRPC } from '@/lib/trpc'
import { EvidenceText } from './evidence-text'
import { ItemHead } from './item-head'

const addressOf = ({ name, address }: { name: string; address: string | null }) =>
  address && name !== address ? `${name} <${address}>` : (address ?? name)

/** The mail the suggestion rests on: its words with the evidence marked, or as its sender made it. */
export function MailView({
  suggestion,
}: {
  suggestion: Pick<SuggestionDetail, 'item' | 'evidence' | 'provider' | 'accountName'>
}) {
  const { item, evidence } = suggestion
  const [original, setOriginal] = useState(false)
  const [earlier, setEarlier] = useState(false)
  const to = item.to.map(({ address, name }) => address ?? name).join(', ')
  return (
    <article className="mail">
      <ItemHead suggestion={suggestion} untitled="No subject">
        <p className="meta">{addressOf(item.sender)}</p>
        <span className="meta cut" title={to}>
          to {to || suggestion.accountName}
        </span>
      </ItemHead>
      {original ? (
        <OriginalMail itemId={item.id} />
      ) : (
        <div className="mail-body">
          <EvidenceText text={item.text} evidence={evidence} empty="This mail has no text of its own." />
          {earlier && <div className="earlier">{item.quotedText}</div>}
        </div>
      )}
      <div className="mail-extra">
        {item.attachments.map((file) => (
          <span key={file.fileName} className="file" title={file.mimeType}>
            <Icon of={Paperclip} small />
            {file.fileName}
            <span className="meta">{sizeText(file.sizeBytes)}</span>
          </span>
        ))}
        {item.quotedText && !original && (
          <Button look="quiet" small aria-expanded={earlier} onClick={() => setEarlier(!earlier)}>
            <Icon of={Ellipsis} />
            {earlier ? 'Hide earlier messages' : 'Show earlier messages'}
          </Button>
        )}
        {item.hasHtml && (
          <Button look="quiet" small aria-pressed={original} onClick={() => setOriginal(!original)}>
            <Icon of={FileText} />
            {original ? 'Show as text' : 'Show as sent'}
          </Button>
        )}
      </div>
    </article>
  )
}

/** The sanitised HTML in a frame that may run nothing. Remote images tell the sender that they were seen: they wait to be asked for. */
function OriginalMail({ itemId }: { itemId: string }) {
  const trpc = useTRPC()
  const [images, setImages] = useState(false)
  const preview = useQuery(trpc.item.preview.queryOptions({ id: itemId, images }, { staleTime: Infinity }))
  if (preview.isPending) return <Bone width="100%" height={480} />
  if (preview.isError) return <p role="alert">{faultOf(preview.error).message}</p>
  return (
    <>
      {preview.data.blockedImages > 0 && (
        <div className="notice">
          <Icon of={Image} />
          <span className="grow">
            {preview.data.blockedImages === 1 ? '1 remote image is' : `${preview.data.blockedImages} remote images are`}{' '}
            not loaded: loading tells the sender that you read this.
          </span>
          <Button small onClick={() => setImages(true)}>
            Load images
          </Button>
        </div>
      )}
      <MailFrame html={preview.data.html} />
    </>
  )
}

/** As high as the mail, within the limits of its style. Reading that needs one origin; without scripts the frame gains nothing by it. */
function MailFrame({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [root, setRoot] = useState<HTMLElement | null>(null)
  const [height, setHeight] = useState<number | undefined>(undefined)
  useEffect(() => {
    if (!root) return
    const observer = new ResizeObserver(() => setHeight(heightOf(root)))
    observer.observe(root)
    return () => observer.disconnect()
  }, [root])
  return (
    <iframe
      ref={frame}
      className="mail-frame"
      style={{ height }}
      title="The mail as it was sent"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={html}
      onLoad={() => setRoot(frame.current?.contentDocument?.documentElement ?? null)}
    />
  )
}

/** Room for the bar below what is wider than the frame, and for the frame's own lines. */
const barHeight = 16
const linesHeight = 2
const heightOf = (root: HTMLElement) =>
  root.offsetHeight + linesHeight + (root.scrollWidth > root.clientWidth ? barHeight : 0)
