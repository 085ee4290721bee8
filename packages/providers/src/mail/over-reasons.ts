/** Why a mail wants nothing any more, as people read it. */
export const overReasons = {
  answered: 'The mail was answered.',
  archived: 'The mail was archived.',
  deleted: 'The mail was deleted.',
  spam: 'The mail was marked as spam.',
  movedAway: 'The mail was moved to another folder, or deleted.',
}
