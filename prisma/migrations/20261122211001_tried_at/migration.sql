-- AlterTable
ALTER TABLE "InboundReceipt" ADD COLUMN     "triedAt" TIMESTAMPTZ(3);
