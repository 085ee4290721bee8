/** Of a job's fields, in UTF-16 units; of jobs that one member has, and of people who get a result. */
export const jobLimits = { name: 80, instructions: 4_000, cron: 100, jobs: 20, people: 20 } as const
