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
-- ninety: foreign keys off

DROP TRIGGER "users_search_deleted";
DROP TRIGGER "users_search_updated";
DROP TRIGGER "users_search_inserted";
DROP TABLE "users_search";
DROP TABLE "users_searched";
DROP TRIGGER "todos_search_deleted";
DROP TRIGGER "todos_search_updated";
DROP TRIGGER "todos_search_inserted";
DROP TABLE "todos_search";
DROP TABLE "todos_searched";
DROP TRIGGER "teams_creatorId_emptied";
DROP TRIGGER "stores_search_deleted";
DROP TRIGGER "stores_search_updated";
DROP TRIGGER "stores_search_inserted";
DROP TABLE "stores_search";
DROP TABLE "stores_searched";
DROP TRIGGER "products_search_deleted";
DROP TRIGGER "products_search_updated";
DROP TRIGGER "products_search_inserted";
DROP TABLE "products_search";
DROP TABLE "products_searched";
DROP TRIGGER "posts_search_deleted";
DROP TRIGGER "posts_search_updated";
DROP TRIGGER "posts_search_inserted";
DROP TABLE "posts_search";
DROP TABLE "posts_searched";
DROP TRIGGER "posts_authorId_emptied";
DROP TRIGGER "items_search_deleted";
DROP TRIGGER "items_search_updated";
DROP TRIGGER "items_search_inserted";
DROP TABLE "items_search";
DROP TABLE "items_searched";
DROP TRIGGER "customers_search_deleted";
DROP TRIGGER "customers_search_updated";
DROP TRIGGER "customers_search_inserted";
DROP TABLE "customers_search";
DROP TABLE "customers_searched";
DROP TABLE "applicationKeys";
DROP TABLE "authSessions";
DROP TABLE "customers";
DROP TABLE "idempotencyKeys";
DROP TABLE "invoices";
DROP TABLE "items";
DROP TABLE "itemsTags";
DROP TABLE "lines";
DROP TABLE "mailedCodes";
DROP TABLE "members";
DROP TABLE "oauthClients";
DROP TABLE "oauthStates";
DROP TABLE "posts";
DROP TABLE "products";
DROP TABLE "revokedTokens";
DROP TABLE "signUpInvitations";
DROP TABLE "signingKeys";
DROP TABLE "stores";
DROP TABLE "tags";
DROP TABLE "teams";
DROP TABLE "todos";
DROP TABLE "usedProofs";
DROP TABLE "users";
