import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'
import type { Actor, Context } from '../../context'
import { zoneOf } from '../../teams/zone-of'

/** How a calendar day of the member is written: `YYYY-MM-DD`. */
export async function dayIn(ctx: Context, { userId }: Actor): Promise<(instant: Date) => string> {
  const zone = await zoneOf(ctx, userId)
  return (instant) => format(new TZDate(instant, zone), 'yyyy-MM-dd')
}
