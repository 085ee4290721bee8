/**
 * The id of an action. `seenAt`: since when its subject is as the message shows it; what is pressed later is known by it to be of that.
 * Throws a TypeError for one that Telegram could not carry.
 */
export function actionId(name: string, subjectId: string, seenAt?: Date): string {
  const id = [`${name}:${subjectId}`, ...(seenAt ? [seenAt.getTime().toString(36)] : [])].join(':')
  if (Buffer.byteLength(id) > 64) throw new TypeError(`${name} is too long a name for an action.`)
  return id
}
