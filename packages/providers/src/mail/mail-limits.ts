import type { ChannelLimits } from '@switchboard/core/ports/message-channel'

/** A mail may be as long as anybody reads. */
export const mailLimits: ChannelLimits = { textLength: 500_000, partsPerMessage: 1 }
