/** Active conversations that one member may have at a time. */
export const mostActive = 3
/** Bytes of one message in UTF-8. */
export const longestMessageBytes = 32 * 1_024
/** A conversation in which nobody has said anything for so long ends by itself, in milliseconds. */
export const idleMs = 24 * 3_600_000
/** So much the clock of who writes may go before ours, in milliseconds; and so old a message may be that comes late. */
export const skewMs = 5 * 60_000
export const latestMs = 24 * 3_600_000
/** Characters of a title. */
export const longestTitle = 120
