-- AlterEnum
ALTER TYPE "FreshnessAlertKind" ADD VALUE 'out_of_reach' BEFORE 'silent';

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "outOfReach" TEXT[],
ADD COLUMN     "outOfReachSince" TIMESTAMPTZ(3);
