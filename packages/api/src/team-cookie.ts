/**
 * Cookie with the team that the browser last chose; only a wish, membership is read at every call. By itself, because pages write it
 * and must not bring along what reads it.
 */
export const teamCookie = 'switchboard.team'
