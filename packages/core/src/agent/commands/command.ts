import type { Actor, Context } from '../../context'

/** Something that an agent does by itself, without a model. */
export type Command = {
  /** As it is shown to people: `/remind <what and when>`. */
  usage: string
  what: string
  /**
   * `words`: what follows the name; `runId`: a run that is taken up again does nothing twice; `hear` notes that words of others are in the
   * answer. Returns the answer, in Markdown.
   */
  run(ctx: Context, actor: Actor, called: { words: string; runId: string; hear: () => Promise<void> }): Promise<string>
}
