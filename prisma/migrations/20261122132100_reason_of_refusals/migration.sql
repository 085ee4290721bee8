-- When the last of the refused calls came, and why it was refused.
ALTER TABLE "RefusedCalls" ADD COLUMN "lastAt" TIMESTAMPTZ(3), ADD COLUMN "reason" TEXT;
