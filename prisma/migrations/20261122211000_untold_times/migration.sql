-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "untoldNotedAt" TIMESTAMPTZ(3),
ADD COLUMN     "untoldTimes" INTEGER NOT NULL DEFAULT 0;
