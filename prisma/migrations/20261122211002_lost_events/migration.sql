-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "lostEventsAt" TIMESTAMPTZ(3);
