-- AlterTable
ALTER TABLE "Team" ADD COLUMN     "keepTalkDays" INTEGER;
