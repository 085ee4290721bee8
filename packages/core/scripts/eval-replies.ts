import EmailReplyParser from 'email-reply-parser'
import nodeEmailReplyParser from 'node-email-reply-parser'
import { extractFromPlain } from 'planer'
import { readReply } from '../src/feedback/replies/read-reply'
import { answerFiles, measureAnswers, readLabelledAnswers } from './labelled-answers'
import { type LabelledReply, readLabelledReplies, replyFiles, sameText } from './labelled-replies'

/**
 * How many labelled replies are read to the letter, by us and by libraries: `npm run eval:replies [-- --wrong]`. `--wrong` lists those of the
 * seen ones that we read wrongly. The libraries are given the plain texts alone, since HTML is not what they are for. The last line
 * printed is the figures as JSON.
 */
function main() {
  const seen = readLabelledReplies(replyFiles.seen)
  if (process.argv.includes('--wrong'))
    for (const { name, mail, expected } of seen) {
      const { reply } = readReply(mail)
      if (!sameText(reply, expected)) console.log(`${name}: ${JSON.stringify(reply)}`)
    }
  const answers = (file: keyof typeof answerFiles) => measureAnswers(readLabelledAnswers(answerFiles[file])).figures
  console.log(
    JSON.stringify({
      seen: figures(seen),
      heldOut: figures(readLabelledReplies(replyFiles.heldOut)),
      answers: { seen: answers('seen'), choices: answers('choices'), heldOut: answers('heldOut') },
    }),
  )
}

const libraries: Record<string, (text: string) => string> = {
  'email-reply-parser': (text) => new EmailReplyParser().parseReply(text),
  planer: extractFromPlain,
  'node-email-reply-parser': (text) => nodeEmailReplyParser(text).getVisibleText({ aggressive: true }),
}

function figures(replies: LabelledReply[]) {
  const isRight = ({ mail, expected }: LabelledReply) => sameText(readReply(mail).reply, expected)
  const ofText = replies.filter(({ mail }) => mail.text !== null)
  const plain = ofText.map(({ mail, expected }) => ({ text: mail.text ?? '', expected }))
  const exact = (read: (text: string) => string) =>
    share(plain.filter(({ text, expected }) => sameText(read(text), expected)).length, plain.length)
  return {
    replies: replies.length,
    exact: share(replies.filter(isRight).length, replies.length),
    plainTexts: plain.length,
    exactOfPlainTexts: {
      switchboard: share(ofText.filter(isRight).length, ofText.length),
      ...Object.fromEntries(Object.entries(libraries).map(([name, read]) => [name, exact(read)])),
    },
  }
}

const share = (count: number, of: number) => Math.round((count / of) * 1000) / 1000

main()
