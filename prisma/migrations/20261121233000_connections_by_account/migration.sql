-- A service tells of an account without naming a team: by its id, or by its address in whatever case.
CREATE INDEX "Connection_provider_accountId_idx" ON "Connection"("provider", "accountId");
CREATE INDEX "Connection_provider_accountName_idx" ON "Connection"("provider", lower("accountName"));
