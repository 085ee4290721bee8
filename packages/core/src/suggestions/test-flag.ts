/** Among a suggestion's flags: we have made it to see whether all works. */
export const testFlag = 'test'
