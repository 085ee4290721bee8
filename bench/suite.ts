export type Row = Record<string, string | number>
export type Goal = { name: string; reached: boolean }

/** One subject: its figures, and what they were to reach. `quick`: small, to see that it runs. */
export type Suite = (options: { quick: boolean }) => Promise<{ rows: Row[]; goals: Goal[] }>
