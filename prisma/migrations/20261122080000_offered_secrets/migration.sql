-- Some providers tell by a first call by which secret they are going to sign; the person who runs the installation confirms it.
CREATE TABLE "OfferedSecret" (
    "provider" "Provider" NOT NULL,
    "ciphertext" TEXT NOT NULL,
    "offeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OfferedSecret_pkey" PRIMARY KEY ("provider")
);
