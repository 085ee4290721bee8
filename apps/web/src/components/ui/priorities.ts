import type { Priority as Level } from '@/lib/api-types'

/** The most pressing first. */
export const priorities = ['urgent', 'high', 'medium', 'low'] as const satisfies readonly Level[]
export const priorityNames: Record<Level, string> = { urgent: 'Urgent', high: 'High', medium: 'Medium', low: 'Low' }
