-- When the words of a suggestion were proposed, which a revision changes. Of those from before it is when they were made: no change of
-- theirs was noted.
ALTER TABLE "Suggestion" ADD COLUMN "proposedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "Suggestion" SET "proposedAt" = "createdAt";
