-- applicationKeys: is made
-- authSessions: is made
-- customers: is made
-- idempotencyKeys: is made
-- invoices: is made
-- items: is made
-- itemsTags: is made
-- lines: is made
-- mailedCodes: is made
-- members: is made
-- oauthClients: is made
-- oauthStates: is made
-- posts: is made
-- products: is made
-- revokedTokens: is made
-- signUpInvitations: is made
-- signingKeys: is made
-- stores: is made
-- tags: is made
-- teams: is made
-- todos: is made
-- usedProofs: is made
-- users: is made

create table "applicationKeys" (
  "id" text not null primary key,
  "version" integer not null,
  "name" text not null,
  "prefix" text not null,
  "digest" text not null,
  "scopes" text,
  "expiresAt" text,
  "lastUsedAt" text,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "applicationKeys_prefix_key" on "applicationKeys" ("prefix");
create table "authSessions" (
  "id" text not null primary key,
  "version" integer not null,
  "userId" text not null references "users" ("id") on delete cascade,
  "client" text not null,
  "oauthClientId" text references "oauthClients" ("id") on delete cascade,
  "scopes" text not null,
  "family" text not null,
  "current" text not null,
  "previous" text,
  "rotatedAt" text,
  "csrf" text,
  "authenticatedAt" text not null,
  "lastUsedAt" text not null,
  "expiresAt" text not null,
  "userAgent" text,
  "address" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "authSessions_userId_createdAt_id_index" on "authSessions" ("userId", "createdAt", "id");
create index "authSessions_oauthClientId_createdAt_id_index" on "authSessions" ("oauthClientId", "createdAt", "id");
create index "authSessions_expiresAt_id_index" on "authSessions" ("expiresAt", "id");
create table "customers" (
  "id" text not null primary key,
  "version" integer not null,
  "first" text not null,
  "last" text not null,
  "phone" text,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "customers_createdAt_id_index" on "customers" ("createdAt", "id");
create index "customers_first_id_index" on "customers" ("first", "id");
create index "customers_last_id_index" on "customers" ("last", "id");
create index "customers_phone_id_index" on "customers" ("phone", "id");
create table "idempotencyKeys" (
  "id" text not null primary key,
  "version" integer not null,
  "fingerprint" text not null,
  "expiresAt" text not null,
  "answer" text,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "idempotencyKeys_expiresAt_id_index" on "idempotencyKeys" ("expiresAt", "id");
create table "invoices" (
  "id" text not null primary key,
  "version" integer not null,
  "customerId" text not null references "customers" ("id") on delete restrict,
  "date" text not null,
  "total" integer default 0 not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "invoices_createdAt_id_index" on "invoices" ("createdAt", "id");
create index "invoices_customerId_createdAt_id_index" on "invoices" ("customerId", "createdAt", "id");
create index "invoices_date_id_index" on "invoices" ("date", "id");
create table "items" (
  "id" text not null primary key,
  "version" integer not null,
  "name" text not null,
  "price" integer not null,
  "description" text,
  "storeId" text not null references "stores" ("id") on delete restrict,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "items_storeId_name_key" on "items" ("storeId", "name");
create index "items_createdAt_id_index" on "items" ("createdAt", "id");
create index "items_name_id_index" on "items" ("name", "id");
create index "items_price_id_index" on "items" ("price", "id");
create index "items_storeId_createdAt_id_index" on "items" ("storeId", "createdAt", "id");
create table "itemsTags" (
  "id" text not null primary key,
  "version" integer not null,
  "itemId" text not null references "items" ("id") on delete cascade,
  "tagId" text not null references "tags" ("id") on delete restrict,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "itemsTags_itemId_tagId_key" on "itemsTags" ("itemId", "tagId");
create index "itemsTags_tagId_createdAt_id_index" on "itemsTags" ("tagId", "createdAt", "id");
create table "lines" (
  "id" text not null primary key,
  "version" integer not null,
  "invoiceId" text not null references "invoices" ("id") on delete cascade,
  "productId" text not null references "products" ("id") on delete restrict,
  "quantity" integer not null,
  "unitPrice" integer,
  "total" integer default 0 not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "lines_createdAt_id_index" on "lines" ("createdAt", "id");
create index "lines_invoiceId_createdAt_id_index" on "lines" ("invoiceId", "createdAt", "id");
create index "lines_productId_createdAt_id_index" on "lines" ("productId", "createdAt", "id");
create table "mailedCodes" (
  "id" text not null primary key,
  "version" integer not null,
  "userId" text not null references "users" ("id") on delete cascade,
  "purpose" text not null,
  "digest" text not null,
  "address" text not null,
  "expiresAt" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "mailedCodes_digest_key" on "mailedCodes" ("digest");
create index "mailedCodes_userId_createdAt_id_index" on "mailedCodes" ("userId", "createdAt", "id");
create index "mailedCodes_expiresAt_id_index" on "mailedCodes" ("expiresAt", "id");
create table "members" (
  "id" text not null primary key,
  "version" integer not null,
  "teamId" text not null references "teams" ("id") on delete cascade,
  "userId" text references "users" ("id") on delete cascade,
  "isLeader" integer default 0 not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "members_teamId_userId_key" on "members" ("teamId", "userId");
create index "members_createdAt_id_index" on "members" ("createdAt", "id");
create index "members_teamId_createdAt_id_index" on "members" ("teamId", "createdAt", "id");
create index "members_userId_createdAt_id_index" on "members" ("userId", "createdAt", "id");
create index "members_isLeader_createdAt_id_index" on "members" ("isLeader", "createdAt", "id");
create table "oauthClients" (
  "id" text not null primary key,
  "version" integer not null,
  "name" text not null,
  "ownerId" text references "users" ("id") on delete cascade,
  "redirectUris" text,
  "scopes" text,
  "public" integer not null,
  "firstParty" integer not null,
  "service" integer not null,
  "secret" text,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "oauthClients_ownerId_createdAt_id_index" on "oauthClients" ("ownerId", "createdAt", "id");
create table "oauthStates" (
  "id" text not null primary key,
  "version" integer not null,
  "kind" text not null,
  "payload" text,
  "userCode" text,
  "sessionId" text references "authSessions" ("id") on delete cascade,
  "consumedAt" text,
  "expiresAt" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "oauthStates_userCode_id_index" on "oauthStates" ("userCode", "id");
create index "oauthStates_sessionId_createdAt_id_index" on "oauthStates" ("sessionId", "createdAt", "id");
create index "oauthStates_expiresAt_id_index" on "oauthStates" ("expiresAt", "id");
create table "posts" (
  "id" text not null primary key,
  "version" integer not null,
  "title" text not null,
  "url" text not null,
  "description" text,
  "authorId" text references "users" ("id") on delete set null,
  "approved" integer not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "posts_createdAt_id_index" on "posts" ("createdAt", "id");
create index "posts_title_id_index" on "posts" ("title", "id");
create index "posts_authorId_createdAt_id_index" on "posts" ("authorId", "createdAt", "id");
create index "posts_authorId_title_id_index" on "posts" ("authorId", "title", "id");
create index "posts_approved_createdAt_id_index" on "posts" ("approved", "createdAt", "id");
create index "posts_approved_title_id_index" on "posts" ("approved", "title", "id");
create table "products" (
  "id" text not null primary key,
  "version" integer not null,
  "name" text not null,
  "price" integer not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "products_name_key" on "products" ("name");
create index "products_createdAt_id_index" on "products" ("createdAt", "id");
create index "products_price_id_index" on "products" ("price", "id");
create table "revokedTokens" (
  "id" text not null primary key,
  "version" integer not null,
  "expiresAt" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "revokedTokens_expiresAt_id_index" on "revokedTokens" ("expiresAt", "id");
create table "signUpInvitations" (
  "id" text not null primary key,
  "version" integer not null,
  "email" text COLLATE NOCASE,
  "digest" text not null,
  "expiresAt" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "signUpInvitations_digest_key" on "signUpInvitations" ("digest");
create index "signUpInvitations_expiresAt_id_index" on "signUpInvitations" ("expiresAt", "id");
create table "signingKeys" (
  "id" text not null primary key,
  "version" integer not null,
  "algorithm" text not null,
  "key" text,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create table "stores" (
  "id" text not null primary key,
  "version" integer not null,
  "name" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "stores_name_key" on "stores" ("name");
create index "stores_createdAt_id_index" on "stores" ("createdAt", "id");
create table "tags" (
  "id" text not null primary key,
  "version" integer not null,
  "name" text not null,
  "storeId" text not null references "stores" ("id") on delete restrict,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "tags_storeId_name_key" on "tags" ("storeId", "name");
create index "tags_createdAt_id_index" on "tags" ("createdAt", "id");
create index "tags_name_id_index" on "tags" ("name", "id");
create index "tags_storeId_createdAt_id_index" on "tags" ("storeId", "createdAt", "id");
create table "teams" (
  "id" text not null primary key,
  "version" integer not null,
  "title" text not null,
  "creatorId" text references "users" ("id") on delete set null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "teams_creatorId_title_key" on "teams" ("creatorId", "title");
create index "teams_createdAt_id_index" on "teams" ("createdAt", "id");
create index "teams_title_id_index" on "teams" ("title", "id");
create index "teams_creatorId_createdAt_id_index" on "teams" ("creatorId", "createdAt", "id");
create index "teams_creatorId_title_id_index" on "teams" ("creatorId", "title", "id");
create table "todos" (
  "id" text not null primary key,
  "version" integer not null,
  "task" text not null,
  "state" text default 'open' not null,
  "dueAt" text,
  "ownerId" text not null references "users" ("id") on delete cascade,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "todos_createdAt_id_index" on "todos" ("createdAt", "id");
create index "todos_updatedAt_id_index" on "todos" ("updatedAt", "id");
create index "todos_task_id_index" on "todos" ("task", "id");
create index "todos_state_createdAt_id_index" on "todos" ("state", "createdAt", "id");
create index "todos_state_updatedAt_id_index" on "todos" ("state", "updatedAt", "id");
create index "todos_state_dueAt_id_index" on "todos" ("state", "dueAt", "id");
create index "todos_state_task_id_index" on "todos" ("state", "task", "id");
create index "todos_dueAt_id_index" on "todos" ("dueAt", "id");
create index "todos_ownerId_createdAt_id_index" on "todos" ("ownerId", "createdAt", "id");
create index "todos_ownerId_updatedAt_id_index" on "todos" ("ownerId", "updatedAt", "id");
create index "todos_ownerId_dueAt_id_index" on "todos" ("ownerId", "dueAt", "id");
create index "todos_ownerId_task_id_index" on "todos" ("ownerId", "task", "id");
create table "usedProofs" (
  "id" text not null primary key,
  "version" integer not null,
  "expiresAt" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create index "usedProofs_expiresAt_id_index" on "usedProofs" ("expiresAt", "id");
create table "users" (
  "id" text not null primary key,
  "version" integer not null,
  "username" text COLLATE NOCASE not null,
  "email" text COLLATE NOCASE not null,
  "emailVerified" integer default 0 not null,
  "firstName" text,
  "middleName" text,
  "lastName" text,
  "isActive" integer default 1 not null,
  "isAdmin" integer default 0 not null,
  "password" text not null,
  "createdAt" text not null,
  "updatedAt" text not null
) STRICT;
create unique index "users_username_key" on "users" ("username");
create unique index "users_email_key" on "users" ("email");
create index "users_createdAt_id_index" on "users" ("createdAt", "id");
create index "users_isActive_createdAt_id_index" on "users" ("isActive", "createdAt", "id");
create index "users_isActive_username_id_index" on "users" ("isActive", "username", "id");
create index "users_isActive_email_id_index" on "users" ("isActive", "email", "id");
create index "users_isAdmin_createdAt_id_index" on "users" ("isAdmin", "createdAt", "id");
create index "users_isAdmin_username_id_index" on "users" ("isAdmin", "username", "id");
create index "users_isAdmin_email_id_index" on "users" ("isAdmin", "email", "id");
CREATE TABLE "customers_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "customers_search" USING fts5("_first", "_last", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "customers_search_inserted" AFTER INSERT ON "customers" BEGIN INSERT INTO "customers_searched" ("id") VALUES (NEW."id"); INSERT INTO "customers_search" (rowid, "_first", "_last", "id") VALUES ((SELECT "number" FROM "customers_searched" WHERE "id" = NEW."id"), NEW."first", NEW."last", NEW."id"); END;
CREATE TRIGGER "customers_search_updated" AFTER UPDATE OF "first", "last" ON "customers" WHEN NEW."first" IS NOT OLD."first" OR NEW."last" IS NOT OLD."last" BEGIN UPDATE "customers_search" SET "_first" = NEW."first", "_last" = NEW."last" WHERE rowid = (SELECT "number" FROM "customers_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "customers_search_deleted" AFTER DELETE ON "customers" BEGIN DELETE FROM "customers_search" WHERE rowid = (SELECT "number" FROM "customers_searched" WHERE "id" = OLD."id"); DELETE FROM "customers_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "customers_searched" ("id") SELECT "id" FROM "customers" ORDER BY "id";
INSERT INTO "customers_search" (rowid, "_first", "_last", "id") SELECT "number", "customers"."first", "customers"."last", "customers"."id" FROM "customers_searched" JOIN "customers" ON "customers"."id" = "customers_searched"."id" ORDER BY "number";
CREATE TABLE "items_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "items_search" USING fts5("_name", "_description", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "items_search_inserted" AFTER INSERT ON "items" BEGIN INSERT INTO "items_searched" ("id") VALUES (NEW."id"); INSERT INTO "items_search" (rowid, "_name", "_description", "id") VALUES ((SELECT "number" FROM "items_searched" WHERE "id" = NEW."id"), NEW."name", NEW."description", NEW."id"); END;
CREATE TRIGGER "items_search_updated" AFTER UPDATE OF "name", "description" ON "items" WHEN NEW."name" IS NOT OLD."name" OR NEW."description" IS NOT OLD."description" BEGIN UPDATE "items_search" SET "_name" = NEW."name", "_description" = NEW."description" WHERE rowid = (SELECT "number" FROM "items_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "items_search_deleted" AFTER DELETE ON "items" BEGIN DELETE FROM "items_search" WHERE rowid = (SELECT "number" FROM "items_searched" WHERE "id" = OLD."id"); DELETE FROM "items_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "items_searched" ("id") SELECT "id" FROM "items" ORDER BY "id";
INSERT INTO "items_search" (rowid, "_name", "_description", "id") SELECT "number", "items"."name", "items"."description", "items"."id" FROM "items_searched" JOIN "items" ON "items"."id" = "items_searched"."id" ORDER BY "number";
CREATE TRIGGER "posts_authorId_emptied" AFTER UPDATE OF "authorId" ON "posts" WHEN NEW."version" = OLD."version" AND OLD."authorId" IS NOT NULL AND NEW."authorId" IS NULL BEGIN UPDATE "posts" SET "version" = "version" + 1 WHERE "id" = NEW."id"; END;
CREATE TABLE "posts_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "posts_search" USING fts5("_title", "_description", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "posts_search_inserted" AFTER INSERT ON "posts" BEGIN INSERT INTO "posts_searched" ("id") VALUES (NEW."id"); INSERT INTO "posts_search" (rowid, "_title", "_description", "id") VALUES ((SELECT "number" FROM "posts_searched" WHERE "id" = NEW."id"), NEW."title", NEW."description", NEW."id"); END;
CREATE TRIGGER "posts_search_updated" AFTER UPDATE OF "title", "description" ON "posts" WHEN NEW."title" IS NOT OLD."title" OR NEW."description" IS NOT OLD."description" BEGIN UPDATE "posts_search" SET "_title" = NEW."title", "_description" = NEW."description" WHERE rowid = (SELECT "number" FROM "posts_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "posts_search_deleted" AFTER DELETE ON "posts" BEGIN DELETE FROM "posts_search" WHERE rowid = (SELECT "number" FROM "posts_searched" WHERE "id" = OLD."id"); DELETE FROM "posts_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "posts_searched" ("id") SELECT "id" FROM "posts" ORDER BY "id";
INSERT INTO "posts_search" (rowid, "_title", "_description", "id") SELECT "number", "posts"."title", "posts"."description", "posts"."id" FROM "posts_searched" JOIN "posts" ON "posts"."id" = "posts_searched"."id" ORDER BY "number";
CREATE TABLE "products_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "products_search" USING fts5("_name", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "products_search_inserted" AFTER INSERT ON "products" BEGIN INSERT INTO "products_searched" ("id") VALUES (NEW."id"); INSERT INTO "products_search" (rowid, "_name", "id") VALUES ((SELECT "number" FROM "products_searched" WHERE "id" = NEW."id"), NEW."name", NEW."id"); END;
CREATE TRIGGER "products_search_updated" AFTER UPDATE OF "name" ON "products" WHEN NEW."name" IS NOT OLD."name" BEGIN UPDATE "products_search" SET "_name" = NEW."name" WHERE rowid = (SELECT "number" FROM "products_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "products_search_deleted" AFTER DELETE ON "products" BEGIN DELETE FROM "products_search" WHERE rowid = (SELECT "number" FROM "products_searched" WHERE "id" = OLD."id"); DELETE FROM "products_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "products_searched" ("id") SELECT "id" FROM "products" ORDER BY "id";
INSERT INTO "products_search" (rowid, "_name", "id") SELECT "number", "products"."name", "products"."id" FROM "products_searched" JOIN "products" ON "products"."id" = "products_searched"."id" ORDER BY "number";
CREATE TABLE "stores_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "stores_search" USING fts5("_name", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "stores_search_inserted" AFTER INSERT ON "stores" BEGIN INSERT INTO "stores_searched" ("id") VALUES (NEW."id"); INSERT INTO "stores_search" (rowid, "_name", "id") VALUES ((SELECT "number" FROM "stores_searched" WHERE "id" = NEW."id"), NEW."name", NEW."id"); END;
CREATE TRIGGER "stores_search_updated" AFTER UPDATE OF "name" ON "stores" WHEN NEW."name" IS NOT OLD."name" BEGIN UPDATE "stores_search" SET "_name" = NEW."name" WHERE rowid = (SELECT "number" FROM "stores_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "stores_search_deleted" AFTER DELETE ON "stores" BEGIN DELETE FROM "stores_search" WHERE rowid = (SELECT "number" FROM "stores_searched" WHERE "id" = OLD."id"); DELETE FROM "stores_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "stores_searched" ("id") SELECT "id" FROM "stores" ORDER BY "id";
INSERT INTO "stores_search" (rowid, "_name", "id") SELECT "number", "stores"."name", "stores"."id" FROM "stores_searched" JOIN "stores" ON "stores"."id" = "stores_searched"."id" ORDER BY "number";
CREATE TRIGGER "teams_creatorId_emptied" AFTER UPDATE OF "creatorId" ON "teams" WHEN NEW."version" = OLD."version" AND OLD."creatorId" IS NOT NULL AND NEW."creatorId" IS NULL BEGIN UPDATE "teams" SET "version" = "version" + 1 WHERE "id" = NEW."id"; END;
CREATE TABLE "todos_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "todos_search" USING fts5("_task", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "todos_search_inserted" AFTER INSERT ON "todos" BEGIN INSERT INTO "todos_searched" ("id") VALUES (NEW."id"); INSERT INTO "todos_search" (rowid, "_task", "id") VALUES ((SELECT "number" FROM "todos_searched" WHERE "id" = NEW."id"), NEW."task", NEW."id"); END;
CREATE TRIGGER "todos_search_updated" AFTER UPDATE OF "task" ON "todos" WHEN NEW."task" IS NOT OLD."task" BEGIN UPDATE "todos_search" SET "_task" = NEW."task" WHERE rowid = (SELECT "number" FROM "todos_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "todos_search_deleted" AFTER DELETE ON "todos" BEGIN DELETE FROM "todos_search" WHERE rowid = (SELECT "number" FROM "todos_searched" WHERE "id" = OLD."id"); DELETE FROM "todos_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "todos_searched" ("id") SELECT "id" FROM "todos" ORDER BY "id";
INSERT INTO "todos_search" (rowid, "_task", "id") SELECT "number", "todos"."task", "todos"."id" FROM "todos_searched" JOIN "todos" ON "todos"."id" = "todos_searched"."id" ORDER BY "number";
CREATE TABLE "users_searched" ("number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE "users_search" USING fts5("_firstName", "_middleName", "_lastName", "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0);
CREATE TRIGGER "users_search_inserted" AFTER INSERT ON "users" BEGIN INSERT INTO "users_searched" ("id") VALUES (NEW."id"); INSERT INTO "users_search" (rowid, "_firstName", "_middleName", "_lastName", "id") VALUES ((SELECT "number" FROM "users_searched" WHERE "id" = NEW."id"), NEW."firstName", NEW."middleName", NEW."lastName", NEW."id"); END;
CREATE TRIGGER "users_search_updated" AFTER UPDATE OF "firstName", "middleName", "lastName" ON "users" WHEN NEW."firstName" IS NOT OLD."firstName" OR NEW."middleName" IS NOT OLD."middleName" OR NEW."lastName" IS NOT OLD."lastName" BEGIN UPDATE "users_search" SET "_firstName" = NEW."firstName", "_middleName" = NEW."middleName", "_lastName" = NEW."lastName" WHERE rowid = (SELECT "number" FROM "users_searched" WHERE "id" = NEW."id"); END;
CREATE TRIGGER "users_search_deleted" AFTER DELETE ON "users" BEGIN DELETE FROM "users_search" WHERE rowid = (SELECT "number" FROM "users_searched" WHERE "id" = OLD."id"); DELETE FROM "users_searched" WHERE "id" = OLD."id"; END;
INSERT INTO "users_searched" ("id") SELECT "id" FROM "users" ORDER BY "id";
INSERT INTO "users_search" (rowid, "_firstName", "_middleName", "_lastName", "id") SELECT "number", "users"."firstName", "users"."middleName", "users"."lastName", "users"."id" FROM "users_searched" JOIN "users" ON "users"."id" = "users_searched"."id" ORDER BY "number";
