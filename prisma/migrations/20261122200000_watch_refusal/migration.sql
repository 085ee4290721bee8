-- AlterTable
ALTER TABLE "Connection" ADD COLUMN "watchRefusal" TEXT;
