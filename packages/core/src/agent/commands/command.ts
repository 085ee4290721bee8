import type { Actor, Context } from '../../context'

/** Something that an agent does by itself, without a model. */
export type Command = {
  /** As it is shown to people: `/remind <what and when>`. */
  usage: string
  what: string
  /** `words`: what follows the name; `runId`: a run that is taken up again does nothing twice. Returns the answer, in Markdown. */
  run(ctx: Context, actor: Actor, called: { words: string; runId: string }): Promise<string>
}
