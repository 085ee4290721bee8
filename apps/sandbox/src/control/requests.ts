import type { Context } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { page } from '../pages/layout'

export const isForm = (c: Context) => !c.req.header('content-type')?.includes('json')

/** What was sent, by a form or as JSON. */
export const bodyOf = async (c: Context): Promise<unknown> =>
  isForm(c) ? c.req.parseBody() : c.req.json().catch(() => Promise.reject(new NotJson()))

class NotJson extends Error {}

/** A page's form is led to `back`, a program gets the answer. */
export const answerOf = (c: Context, answer: object, back = '/') =>
  wantsPage(c) ? c.redirect(back, 303) : c.json(answer)

/** Wrong input is told in words: on a page to a person, as JSON to a program. Throws everything else. */
export function tellWrongInput(error: unknown, c: Context) {
  if (error instanceof NotJson) return refuse(c, 400, 'The body is not valid JSON.')
  if (error instanceof z.ZodError) return refuse(c, 400, ...error.issues.map(sentenceOf))
  throw error
}

export const refuse = (c: Context, status: 400 | 403 | 404, ...sentences: string[]) =>
  wantsPage(c) ? c.html(refusalPage(sentences), status) : c.json({ error: sentences.join('\n') }, status)

const wantsPage = (c: Context) => c.req.header('accept')?.includes('text/html') ?? false
const sentenceOf = ({ path, message }: z.core.$ZodIssue) =>
  path.length > 0 ? `${path.join('.')}: ${message}` : message

const refusalPage = (sentences: string[]) =>
  page(
    'Not done',
    html`<h1>That was not done</h1>
      <ul>
        ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      <p><a href="/">Overview</a></p>`,
  )
