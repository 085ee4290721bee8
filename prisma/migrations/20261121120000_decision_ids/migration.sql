-- A page whose answer was lost repeats its decision and is told what it decided.
ALTER TABLE "Suggestion" ADD COLUMN "decisionId" UUID;
