/** Amounts of money are kept in millionths of a US dollar. */
export const microsPerDollar = 1_000_000
