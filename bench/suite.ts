export type Row = Record<string, string | number>
export type Goal = { name: string; reached: boolean }

/** One subject: its figures, and what they were to reach. `quick`: small, to see that it runs. `peers`: the folder of the peers' own benchmark. */
export type Suite = (options: { quick: boolean; peers: string }) => Promise<{ rows: Row[]; goals: Goal[] }>
