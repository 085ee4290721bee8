-- AlterTable
ALTER TABLE "AgentRun" ADD COLUMN     "learningUntil" TIMESTAMPTZ(3),
ADD COLUMN     "learntAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Membership" ADD COLUMN     "forgotAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Memory" ADD COLUMN     "deletedAt" TIMESTAMPTZ(3),
ADD COLUMN     "deletedIn" UUID,
ADD COLUMN     "replacesId" UUID;

-- CreateIndex
CREATE INDEX "Memory_deletedAt_idx" ON "Memory"("deletedAt");
