/** Sets what comes from outside between two lines that its author cannot know: it is data, whatever it says. */
export const markData = (text: string, border: string): string =>
  `----- ${border} begin -----\n${text}\n----- ${border} end -----`
