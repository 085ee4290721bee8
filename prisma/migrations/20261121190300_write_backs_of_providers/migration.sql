-- What finishing a task does is the providers' own list, which grows without migrations.
ALTER TABLE "WriteBack" ALTER COLUMN "action" TYPE TEXT USING "action"::text;
DROP TYPE "WriteBackAction";
ALTER TABLE "Connection" ADD COLUMN "connectedById" UUID;
