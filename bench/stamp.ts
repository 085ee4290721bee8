const now = () => performance.timeOrigin + performance.now()

/** This instant as a word, by the clock that all processes of the machine share. */
export const stamp = (): string => now().toFixed(3)

export const stampsIn = (text: string): string[] => text.match(/\d{13}\.\d{3}/g) ?? []

/** How long ago that was, in milliseconds. */
export const ageOf = (stamped: string): number => now() - Number(stamped)
