-- A repeat of taking a decision back is known as such also after a newer decision.
ALTER TABLE "Suggestion" ADD COLUMN "takenBackId" UUID;
