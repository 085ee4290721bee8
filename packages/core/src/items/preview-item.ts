import sanitize from 'sanitize-html'
import type { Actor, Context } from '../context'
import { itemSnapshotSchema } from '../items'
import { findItem } from './find-item'

/** The mail as its sender made it, safe for a sandboxed frame. Remote images wait until they are asked for. Throws not_found. */
export async function previewItem(ctx: Context, actor: Actor, input: { id: string; images: boolean }) {
  const item = await findItem(ctx, actor, input.id)
  const snapshot = itemSnapshotSchema.parse(item.snapshot)
  const html = snapshot.kind === 'email' ? snapshot.html : null
  return html === null
    ? {
        html: frame(`<pre>${sanitize(snapshot.text, { allowedTags: [], disallowedTagsMode: 'escape' })}</pre>`, false),
        blockedImages: 0,
      }
    : sanitizeMail(html, input)
}

const readableTags = (
  'a abbr b blockquote br center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre ' +
  's small span strong sub sup table tbody td tfoot th thead tr u ul'
).split(' ')

/** Tags, attributes and CSS that layout needs; nothing that runs, loads or covers the page. */
export function sanitizeMail(html: string, options: { images: boolean }): { html: string; blockedImages: number } {
  let blockedImages = 0
  const body = sanitize(html, {
    allowedTags: readableTags,
    allowedAttributes: {
      '*': ['style', 'align', 'valign', 'dir', 'lang', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      table: ['width', 'cellpadding', 'cellspacing', 'border', 'bgcolor'],
      td: ['width', 'height', 'colspan', 'rowspan', 'bgcolor'],
      th: ['width', 'height', 'colspan', 'rowspan', 'bgcolor'],
      font: ['color', 'size', 'face'],
    },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: options.images ? ['https', 'http', 'data'] : ['data'] },
    allowProtocolRelative: false,
    allowedStyles: { '*': safeStyles },
    transformTags: {
      a: (tagName, { href, ...attribs }) => ({
        tagName,
        attribs: {
          ...attribs,
          // A mail has no address of its own: a relative link would lead into our pages.
          ...(href && URL.canParse(href) ? { href } : {}),
          target: '_blank',
          rel: 'noopener noreferrer nofollow',
        },
      }),
      img: (tagName, attribs) => {
        const { kind, src } = imageSource(attribs.src ?? '')
        if (kind === 'carried' || (kind === 'remote' && options.images))
          return { tagName, attribs: { ...attribs, src } }
        if (kind === 'remote') blockedImages += 1
        return { tagName: 'span', attribs: {}, text: kind === 'remote' && attribs.alt ? `[${attribs.alt}]` : '' }
      },
    },
  })
  return { html: frame(body, options.images), blockedImages }
}

const nowhere = 'https://relative.invalid/'

/** An image's address as a browser reads it: white space, backslashes and a missing scheme are no way around the question. */
function imageSource(src: string): { kind: 'carried' | 'remote' | 'none'; src: string } {
  const url = src.trim() && URL.canParse(src, nowhere) ? new URL(src, nowhere) : null
  if (url?.protocol === 'data:') return { kind: 'carried', src: url.href }
  const remote = url && /^https?:$/.test(url.protocol) && url.origin !== new URL(nowhere).origin
  return remote ? { kind: 'remote', src: url.href } : { kind: 'none', src: '' }
}

const colour = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s.,%]+\)$/i, /^[a-z]+$/i]
const length = [/^(auto|0|-?[\d.]+(px|em|rem|%|pt))(\s+(auto|0|-?[\d.]+(px|em|rem|%|pt))){0,3}$/i]
const word = [/^[a-z-]+$/i]
const border = [/^[\w\s#.%-]+$/, /^[\w\s#.%-]*rgba?\([\d\s.,%]+\)[\w\s#.%-]*$/i]
const safeStyles: Record<string, RegExp[]> = {
  color: colour,
  'background-color': colour,
  'font-size': length,
  'font-weight': [/^(normal|bold|bolder|lighter|\d{3})$/],
  'font-style': word,
  'font-family': [/^[\w\s,'"-]+$/],
  'line-height': [/^[\d.]+(px|em|%)?$/],
  'text-align': word,
  'text-decoration': word,
  'vertical-align': word,
  width: length,
  'max-width': length,
  padding: length,
  'padding-top': length,
  'padding-bottom': length,
  'padding-left': length,
  'padding-right': length,
  margin: length,
  'margin-top': length,
  'margin-bottom': length,
  border,
  'border-top': border,
  'border-bottom': border,
  'border-radius': length,
  'border-collapse': word,
  display: [/^(block|inline|inline-block|table|table-cell|table-row)$/],
}

/** A document of its own, whose policy lets it load nothing but what was agreed to. */
function frame(body: string, images: boolean): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${images ? 'https: http: data:' : 'data:'}`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mail</title><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><base target="_blank"><style>body{margin:16px;font:14px/1.5 system-ui,sans-serif;color:#1b1d21;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap;font:inherit}</style></head><body>${body}</body></html>`
}
