-- AlterTable
ALTER TABLE "Item" ADD COLUMN     "awaySince" TIMESTAMPTZ(3);
