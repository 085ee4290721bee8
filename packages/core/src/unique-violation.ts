import { z } from 'zod'

/** Prisma's error by its name and code: a bundle holds several copies of the class. */
const uniqueViolationSchema = z.object({ name: z.literal('PrismaClientKnownRequestError'), code: z.literal('P2002') })

/** Whether a row was refused because there is another that it may not stand beside. */
export const isUniqueViolation = (error: unknown): boolean => uniqueViolationSchema.safeParse(error).success
