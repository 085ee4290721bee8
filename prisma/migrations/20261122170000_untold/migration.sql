-- A promise to tell of changes may stand while nothing is told.
ALTER TYPE "FreshnessAlertKind" ADD VALUE 'untold' BEFORE 'silent';

ALTER TABLE "Connection" ADD COLUMN "untoldSince" TIMESTAMPTZ(3);
