-- Items that change after they were judged, and suggestions that close by themselves when what they rest on is over.
ALTER TYPE "SuggestionStatus" ADD VALUE 'closed';
ALTER TABLE "Item" ADD COLUMN "revision" TEXT;
ALTER TABLE "Suggestion" ADD COLUMN "closesAt" TIMESTAMPTZ(3);

-- Few rows have an end: looking for those that are over costs nothing. Prisma does not know indexes of a part of the rows.
CREATE INDEX "Suggestion_closesAt_idx" ON "Suggestion"("closesAt") WHERE status = 'pending_approval' AND "closesAt" IS NOT NULL;
