/** In place of a title that an item does not have. */
export const untitled = 'No title'
