-- applicationKeys: is dropped
-- authSessions: is dropped
-- customers: is dropped
-- idempotencyKeys: is dropped
-- invoices: is dropped
-- items: is dropped
-- itemsTags: is dropped
-- lines: is dropped
-- mailedCodes: is dropped
-- members: is dropped
-- oauthClients: is dropped
-- oauthStates: is dropped
-- posts: is dropped
-- products: is dropped
-- revokedTokens: is dropped
-- signUpInvitations: is dropped
-- signingKeys: is dropped
-- stores: is dropped
-- tags: is dropped
-- teams: is dropped
-- todos: is dropped
-- usedProofs: is dropped
-- users: is dropped

ALTER TABLE "todos"
  DROP FOREIGN KEY "todos_ownerId_fkey";
ALTER TABLE "teams"
  DROP FOREIGN KEY "teams_creatorId_fkey";
ALTER TABLE "tags"
  DROP FOREIGN KEY "tags_storeId_fkey";
ALTER TABLE "posts"
  DROP FOREIGN KEY "posts_authorId_fkey";
ALTER TABLE "oauthStates"
  DROP FOREIGN KEY "oauthStates_sessionId_fkey";
ALTER TABLE "oauthClients"
  DROP FOREIGN KEY "oauthClients_ownerId_fkey";
ALTER TABLE "members"
  DROP FOREIGN KEY "members_teamId_fkey",
  DROP FOREIGN KEY "members_userId_fkey";
ALTER TABLE "mailedCodes"
  DROP FOREIGN KEY "mailedCodes_userId_fkey";
ALTER TABLE "lines"
  DROP FOREIGN KEY "lines_invoiceId_fkey",
  DROP FOREIGN KEY "lines_productId_fkey";
ALTER TABLE "itemsTags"
  DROP FOREIGN KEY "itemsTags_itemId_fkey",
  DROP FOREIGN KEY "itemsTags_tagId_fkey";
ALTER TABLE "items"
  DROP FOREIGN KEY "items_storeId_fkey";
ALTER TABLE "invoices"
  DROP FOREIGN KEY "invoices_customerId_fkey";
ALTER TABLE "authSessions"
  DROP FOREIGN KEY "authSessions_userId_fkey",
  DROP FOREIGN KEY "authSessions_oauthClientId_fkey";
DROP TABLE "users";
DROP TABLE "usedProofs";
DROP TABLE "todos";
DROP TABLE "teams";
DROP TABLE "tags";
DROP TABLE "stores";
DROP TABLE "signingKeys";
DROP TABLE "signUpInvitations";
DROP TABLE "revokedTokens";
DROP TABLE "products";
DROP TABLE "posts";
DROP TABLE "oauthStates";
DROP TABLE "oauthClients";
DROP TABLE "members";
DROP TABLE "mailedCodes";
DROP TABLE "lines";
DROP TABLE "itemsTags";
DROP TABLE "items";
DROP TABLE "invoices";
DROP TABLE "idempotencyKeys";
DROP TABLE "customers";
DROP TABLE "authSessions";
DROP TABLE "applicationKeys";
