import { Hono } from 'hono'
import { faultSchema, kindNames } from './fault'
import { faultKindOf } from './fault-kinds'
import type { Faults } from './faults'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

/** Lists, adds, removes and clears faults: for programs in JSON, for the page's forms, which know no DELETE. */
export function faultRoutes(faults: Faults) {
  const app = new Hono()
  const back = '/#faults'

  app.get('/', (c) =>
    c.json({ faults: faults.list(), kinds: kindNames.map((kind) => ({ kind, ...faultKindOf(kind) })) }),
  )
  app.post('/', async (c) => {
    const body = await bodyOf(c)
    return answerOf(c, { fault: faults.add(faultSchema.parse(body)) }, back)
  })
  app.delete('/', (c) => {
    faults.clear()
    return answerOf(c, { done: true })
  })
  app.post('/clear', (c) => {
    faults.clear()
    return answerOf(c, { done: true }, back)
  })
  app.delete('/:id', (c) => {
    const known = faults.remove(c.req.param('id'))
    return known ? answerOf(c, { done: true }) : refuse(c, 404, 'There is no such fault, or no longer.')
  })
  app.post('/:id/remove', (c) => {
    // Used up a moment ago: on the page that is no mistake of the person's.
    faults.remove(c.req.param('id'))
    return answerOf(c, { done: true }, back)
  })
  app.onError(tellWrongInput)
  return app
}
