-- AlterTable
ALTER TABLE "User" ADD COLUMN     "codesAsked" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "codesSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Identity" ADD COLUMN     "codeAskedAt" TIMESTAMPTZ(3),
ADD COLUMN     "codeFault" TEXT;
