/** Of rows that may be many no more are counted than people tell apart: '1,000+'. */
export const mostCounted = 1_000
