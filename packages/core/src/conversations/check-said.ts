import { SwitchboardError } from '../errors'
import { latestMs, longestMessageBytes, skewMs } from './limits'

/** What a person may say, with the spaces around it taken away. Throws invalid_input with the field. */
export function checkText(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new SwitchboardError('invalid_input', 'Write something first.', { field: 'text' })
  const bytes = Buffer.byteLength(trimmed)
  if (bytes > longestMessageBytes)
    throw new SwitchboardError(
      'invalid_input',
      `This message is too long: ${Math.ceil(bytes / 1_024)} KB, and ${longestMessageBytes / 1_024} KB is the most.`,
      { field: 'text' },
    )
  return trimmed
}

/**
 * When something was said, by the clock of who says it. Throws invalid_input for a clock that goes before ours by more than five
 * minutes, and for what is older than a day.
 */
export function checkSaidAt(saidAt: Date, now: Date): Date {
  const aheadMs = saidAt.getTime() - now.getTime()
  if (aheadMs > skewMs)
    throw new SwitchboardError('invalid_input', 'This message comes from the future: check the clock of your device.', {
      field: 'saidAt',
    })
  if (-aheadMs > latestMs)
    throw new SwitchboardError('invalid_input', 'This message is more than a day old: write it again.', {
      field: 'saidAt',
    })
  return saidAt
}
