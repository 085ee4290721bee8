import { contentWords } from './fact-words'

type Weighed = { content: string; importance: number; updatedAt: Date }

/** How much it counts that all words of a fact are asked for, in steps of importance. */
const relevanceWeight = 4

/** Those that fit into so many tokens, the most important and those that what was said speaks of first. */
export function chooseFacts<Fact extends Weighed>(
  facts: Fact[],
  { said, room, tokensOf }: { said: string; room: number; tokensOf: (fact: Fact) => number },
): Fact[] {
  const asked = contentWords(said)
  const weightOf = ({ content, importance }: Fact) => {
    const words = [...contentWords(content)]
    const share = words.length === 0 ? 0 : words.filter((word) => asked.has(word)).length / words.length
    return importance + relevanceWeight * share
  }
  const ordered = facts
    .map((fact) => ({ fact, weight: weightOf(fact) }))
    .sort((left, right) => right.weight - left.weight || right.fact.updatedAt.getTime() - left.fact.updatedAt.getTime())
  let left = room
  return ordered.flatMap(({ fact }) => {
    const tokens = tokensOf(fact)
    if (tokens > left) return []
    left -= tokens
    return [fact]
  })
}
