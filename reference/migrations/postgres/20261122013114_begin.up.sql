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
  "id" uuid not null,
  "version" integer not null,
  "name" text COLLATE "C" not null,
  "prefix" text COLLATE "C" not null,
  "digest" text COLLATE "C" not null,
  "scopes" json,
  "expiresAt" timestamptz(3),
  "lastUsedAt" timestamptz(3),
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "applicationKeys_pkey" primary key ("id")
);
create table "authSessions" (
  "id" uuid not null,
  "version" integer not null,
  "userId" uuid not null,
  "client" text COLLATE "C" not null,
  "oauthClientId" text COLLATE "C",
  "scopes" text COLLATE "C" not null,
  "family" text COLLATE "C" not null,
  "current" text COLLATE "C" not null,
  "previous" text COLLATE "C",
  "rotatedAt" timestamptz(3),
  "csrf" text COLLATE "C",
  "authenticatedAt" timestamptz(3) not null,
  "lastUsedAt" timestamptz(3) not null,
  "expiresAt" timestamptz(3) not null,
  "userAgent" text COLLATE "C",
  "address" text COLLATE "C" not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "authSessions_pkey" primary key ("id")
);
create table "customers" (
  "id" uuid not null,
  "version" integer not null,
  "first" text COLLATE "C" not null,
  "last" text COLLATE "C" not null,
  "phone" text COLLATE "C",
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "customers_pkey" primary key ("id")
);
create table "idempotencyKeys" (
  "id" text COLLATE "C" not null,
  "version" integer not null,
  "fingerprint" text COLLATE "C" not null,
  "expiresAt" timestamptz(3) not null,
  "answer" json,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "idempotencyKeys_pkey" primary key ("id")
);
create table "invoices" (
  "id" uuid not null,
  "version" integer not null,
  "customerId" uuid not null,
  "date" timestamptz(3) not null,
  "total" numeric(38, 2) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "invoices_pkey" primary key ("id")
);
create table "items" (
  "id" uuid not null,
  "version" integer not null,
  "name" text COLLATE "C" not null,
  "price" numeric(38, 2) not null,
  "description" text COLLATE "C",
  "storeId" uuid not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "items_pkey" primary key ("id")
);
create table "itemsTags" (
  "id" uuid not null,
  "version" integer not null,
  "itemId" uuid not null,
  "tagId" uuid not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "itemsTags_pkey" primary key ("id")
);
create table "lines" (
  "id" uuid not null,
  "version" integer not null,
  "invoiceId" uuid not null,
  "productId" uuid not null,
  "quantity" bigint not null,
  "unitPrice" numeric(38, 2),
  "total" numeric(38, 2) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "lines_pkey" primary key ("id")
);
create table "mailedCodes" (
  "id" uuid not null,
  "version" integer not null,
  "userId" uuid not null,
  "purpose" text COLLATE "C" not null,
  "digest" text COLLATE "C" not null,
  "address" text COLLATE "C" not null,
  "expiresAt" timestamptz(3) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "mailedCodes_pkey" primary key ("id")
);
create table "members" (
  "id" uuid not null,
  "version" integer not null,
  "teamId" uuid not null,
  "userId" uuid,
  "isLeader" boolean not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "members_pkey" primary key ("id")
);
create table "oauthClients" (
  "id" text COLLATE "C" not null,
  "version" integer not null,
  "name" text COLLATE "C" not null,
  "ownerId" uuid,
  "redirectUris" json,
  "scopes" json,
  "public" boolean not null,
  "firstParty" boolean not null,
  "service" boolean not null,
  "secret" text COLLATE "C",
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "oauthClients_pkey" primary key ("id")
);
create table "oauthStates" (
  "id" text COLLATE "C" not null,
  "version" integer not null,
  "kind" text COLLATE "C" not null,
  "payload" json,
  "userCode" text COLLATE "C",
  "sessionId" uuid,
  "consumedAt" timestamptz(3),
  "expiresAt" timestamptz(3) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "oauthStates_pkey" primary key ("id")
);
create table "posts" (
  "id" uuid not null,
  "version" integer not null,
  "title" text COLLATE "C" not null,
  "url" text COLLATE "C" not null,
  "description" text COLLATE "C",
  "authorId" uuid,
  "approved" boolean not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "posts_pkey" primary key ("id")
);
create table "products" (
  "id" uuid not null,
  "version" integer not null,
  "name" text COLLATE "C" not null,
  "price" numeric(38, 2) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "products_pkey" primary key ("id")
);
create table "revokedTokens" (
  "id" text COLLATE "C" not null,
  "version" integer not null,
  "expiresAt" timestamptz(3) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "revokedTokens_pkey" primary key ("id")
);
create table "signUpInvitations" (
  "id" uuid not null,
  "version" integer not null,
  "email" text COLLATE "C",
  "digest" text COLLATE "C" not null,
  "expiresAt" timestamptz(3) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "signUpInvitations_pkey" primary key ("id")
);
create table "signingKeys" (
  "id" uuid not null,
  "version" integer not null,
  "algorithm" text COLLATE "C" not null,
  "key" json,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "signingKeys_pkey" primary key ("id")
);
create table "stores" (
  "id" uuid not null,
  "version" integer not null,
  "name" text COLLATE "C" not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "stores_pkey" primary key ("id")
);
create table "tags" (
  "id" uuid not null,
  "version" integer not null,
  "name" text COLLATE "C" not null,
  "storeId" uuid not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "tags_pkey" primary key ("id")
);
create table "teams" (
  "id" uuid not null,
  "version" integer not null,
  "title" text COLLATE "C" not null,
  "creatorId" uuid,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "teams_pkey" primary key ("id")
);
create table "todos" (
  "id" uuid not null,
  "version" integer not null,
  "task" text COLLATE "C" not null,
  "state" text COLLATE "C" not null,
  "dueAt" timestamptz(3),
  "ownerId" uuid not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "todos_pkey" primary key ("id")
);
create table "usedProofs" (
  "id" text COLLATE "C" not null,
  "version" integer not null,
  "expiresAt" timestamptz(3) not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "usedProofs_pkey" primary key ("id")
);
create table "users" (
  "id" uuid not null,
  "version" integer not null,
  "username" text COLLATE "C" not null,
  "email" text COLLATE "C" not null,
  "emailVerified" boolean not null,
  "firstName" text COLLATE "C",
  "middleName" text COLLATE "C",
  "lastName" text COLLATE "C",
  "isActive" boolean not null,
  "isAdmin" boolean not null,
  "password" text COLLATE "C" not null,
  "createdAt" timestamptz(3) not null,
  "updatedAt" timestamptz(3) not null,
  constraint "users_pkey" primary key ("id")
);
CREATE OR REPLACE FUNCTION ninety_grow_version() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW."version" := OLD."version" + 1; RETURN NEW; END';
DO $do$ BEGIN EXECUTE format($format$CREATE OR REPLACE FUNCTION ninety_words_2(VARIADIC contents text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg('''' || number || '.' || words[1] || ''':' || least(place, 16383), ' '), '')::tsvector
  FROM unnest(contents) WITH ORDINALITY AS texts(content, number)
  CROSS JOIN LATERAL regexp_matches(translate(lower(regexp_replace(normalize(regexp_replace(normalize(left(content, 200000), NFD), '([A-Za-z\u017F])[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]+', '\1', 'g'), NFC), '[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]', '', 'g') COLLATE %1$s), 'ςµſϐϑϕϖϰϱϵ', 'σμsβθφπκρε') COLLATE %1$s, '[[:alnum:]]+', 'g') WITH ORDINALITY AS found(words, place)
  WHERE octet_length(words[1]) <= 2000
$$$format$, CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN '"und-x-icu"' ELSE '"default"' END); END $do$;
create unique index "applicationKeys_prefix_key" on "applicationKeys" ("prefix");
ALTER TABLE "authSessions" ADD CONSTRAINT "authSessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "authSessions" ADD CONSTRAINT "authSessions_oauthClientId_fkey" FOREIGN KEY ("oauthClientId") REFERENCES "oauthClients" ("id") ON DELETE CASCADE;
create index "authSessions_userId_createdAt_id_index" on "authSessions" ("userId", "createdAt", "id");
create index "authSessions_oauthClientId_createdAt_id_index" on "authSessions" ("oauthClientId", "createdAt", "id");
create index "authSessions_expiresAt_id_index" on "authSessions" ("expiresAt", "id");
ALTER TABLE "customers" ADD COLUMN "customers_search" tsvector GENERATED ALWAYS AS (ninety_words_2("first", "last")) STORED;
COMMENT ON COLUMN "customers"."customers_search" IS 'ninety_words_2: "first", "last"';
CREATE INDEX "customers_customers_search_index" ON "customers" USING gin ("customers_search");
create index "customers_createdAt_id_index" on "customers" ("createdAt", "id");
create index "customers_first_id_index" on "customers" ("first", "id");
create index "customers_last_id_index" on "customers" ("last", "id");
create index "customers_phone_id_index" on "customers" ("phone", "id");
create index "idempotencyKeys_expiresAt_id_index" on "idempotencyKeys" ("expiresAt", "id");
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers" ("id") ON DELETE RESTRICT;
create index "invoices_createdAt_id_index" on "invoices" ("createdAt", "id");
create index "invoices_customerId_createdAt_id_index" on "invoices" ("customerId", "createdAt", "id");
create index "invoices_date_id_index" on "invoices" ("date", "id");
ALTER TABLE "items" ADD CONSTRAINT "items_storeId_fkey" FOREIGN KEY ("storeId") REFERENCES "stores" ("id") ON DELETE RESTRICT;
ALTER TABLE "items" ADD COLUMN "items_search" tsvector GENERATED ALWAYS AS (ninety_words_2("name", "description")) STORED;
COMMENT ON COLUMN "items"."items_search" IS 'ninety_words_2: "name", "description"';
CREATE INDEX "items_items_search_index" ON "items" USING gin ("items_search");
create unique index "items_storeId_name_key" on "items" ("storeId", "name");
create index "items_createdAt_id_index" on "items" ("createdAt", "id");
create index "items_name_id_index" on "items" ("name", "id");
create index "items_price_id_index" on "items" ("price", "id");
create index "items_storeId_createdAt_id_index" on "items" ("storeId", "createdAt", "id");
ALTER TABLE "itemsTags" ADD CONSTRAINT "itemsTags_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "items" ("id") ON DELETE CASCADE;
ALTER TABLE "itemsTags" ADD CONSTRAINT "itemsTags_tagId_fkey" FOREIGN KEY ("tagId") REFERENCES "tags" ("id") ON DELETE RESTRICT;
create unique index "itemsTags_itemId_tagId_key" on "itemsTags" ("itemId", "tagId");
create index "itemsTags_tagId_createdAt_id_index" on "itemsTags" ("tagId", "createdAt", "id");
ALTER TABLE "lines" ADD CONSTRAINT "lines_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "invoices" ("id") ON DELETE CASCADE;
ALTER TABLE "lines" ADD CONSTRAINT "lines_productId_fkey" FOREIGN KEY ("productId") REFERENCES "products" ("id") ON DELETE RESTRICT;
create index "lines_createdAt_id_index" on "lines" ("createdAt", "id");
create index "lines_invoiceId_createdAt_id_index" on "lines" ("invoiceId", "createdAt", "id");
create index "lines_productId_createdAt_id_index" on "lines" ("productId", "createdAt", "id");
ALTER TABLE "mailedCodes" ADD CONSTRAINT "mailedCodes_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE;
create unique index "mailedCodes_digest_key" on "mailedCodes" ("digest");
create index "mailedCodes_userId_createdAt_id_index" on "mailedCodes" ("userId", "createdAt", "id");
create index "mailedCodes_expiresAt_id_index" on "mailedCodes" ("expiresAt", "id");
ALTER TABLE "members" ADD CONSTRAINT "members_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "teams" ("id") ON DELETE CASCADE;
ALTER TABLE "members" ADD CONSTRAINT "members_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE;
create unique index "members_teamId_userId_key" on "members" ("teamId", "userId");
create index "members_createdAt_id_index" on "members" ("createdAt", "id");
create index "members_teamId_createdAt_id_index" on "members" ("teamId", "createdAt", "id");
create index "members_userId_createdAt_id_index" on "members" ("userId", "createdAt", "id");
create index "members_isLeader_createdAt_id_index" on "members" ("isLeader", "createdAt", "id");
ALTER TABLE "oauthClients" ADD CONSTRAINT "oauthClients_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "users" ("id") ON DELETE CASCADE;
create index "oauthClients_ownerId_createdAt_id_index" on "oauthClients" ("ownerId", "createdAt", "id");
ALTER TABLE "oauthStates" ADD CONSTRAINT "oauthStates_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "authSessions" ("id") ON DELETE CASCADE;
create index "oauthStates_userCode_id_index" on "oauthStates" ("userCode", "id");
create index "oauthStates_sessionId_createdAt_id_index" on "oauthStates" ("sessionId", "createdAt", "id");
create index "oauthStates_expiresAt_id_index" on "oauthStates" ("expiresAt", "id");
ALTER TABLE "posts" ADD CONSTRAINT "posts_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "users" ("id") ON DELETE SET NULL;
CREATE TRIGGER "posts_authorId_emptied" BEFORE UPDATE OF "authorId" ON "posts" FOR EACH ROW WHEN (NEW."version" = OLD."version" AND OLD."authorId" IS NOT NULL AND NEW."authorId" IS NULL) EXECUTE FUNCTION ninety_grow_version();
ALTER TABLE "posts" ADD COLUMN "posts_search" tsvector GENERATED ALWAYS AS (ninety_words_2("title", "description")) STORED;
COMMENT ON COLUMN "posts"."posts_search" IS 'ninety_words_2: "title", "description"';
CREATE INDEX "posts_posts_search_index" ON "posts" USING gin ("posts_search");
create index "posts_createdAt_id_index" on "posts" ("createdAt", "id");
create index "posts_title_id_index" on "posts" ("title", "id");
create index "posts_authorId_createdAt_id_index" on "posts" ("authorId", "createdAt", "id");
create index "posts_authorId_title_id_index" on "posts" ("authorId", "title", "id");
create index "posts_approved_createdAt_id_index" on "posts" ("approved", "createdAt", "id");
create index "posts_approved_title_id_index" on "posts" ("approved", "title", "id");
ALTER TABLE "products" ADD COLUMN "products_search" tsvector GENERATED ALWAYS AS (ninety_words_2("name")) STORED;
COMMENT ON COLUMN "products"."products_search" IS 'ninety_words_2: "name"';
CREATE INDEX "products_products_search_index" ON "products" USING gin ("products_search");
create unique index "products_name_key" on "products" ("name");
create index "products_createdAt_id_index" on "products" ("createdAt", "id");
create index "products_price_id_index" on "products" ("price", "id");
create index "revokedTokens_expiresAt_id_index" on "revokedTokens" ("expiresAt", "id");
create unique index "signUpInvitations_digest_key" on "signUpInvitations" ("digest");
create index "signUpInvitations_expiresAt_id_index" on "signUpInvitations" ("expiresAt", "id");
ALTER TABLE "stores" ADD COLUMN "stores_search" tsvector GENERATED ALWAYS AS (ninety_words_2("name")) STORED;
COMMENT ON COLUMN "stores"."stores_search" IS 'ninety_words_2: "name"';
CREATE INDEX "stores_stores_search_index" ON "stores" USING gin ("stores_search");
create unique index "stores_name_key" on "stores" ("name");
create index "stores_createdAt_id_index" on "stores" ("createdAt", "id");
ALTER TABLE "tags" ADD CONSTRAINT "tags_storeId_fkey" FOREIGN KEY ("storeId") REFERENCES "stores" ("id") ON DELETE RESTRICT;
create unique index "tags_storeId_name_key" on "tags" ("storeId", "name");
create index "tags_createdAt_id_index" on "tags" ("createdAt", "id");
create index "tags_name_id_index" on "tags" ("name", "id");
create index "tags_storeId_createdAt_id_index" on "tags" ("storeId", "createdAt", "id");
ALTER TABLE "teams" ADD CONSTRAINT "teams_creatorId_fkey" FOREIGN KEY ("creatorId") REFERENCES "users" ("id") ON DELETE SET NULL;
CREATE TRIGGER "teams_creatorId_emptied" BEFORE UPDATE OF "creatorId" ON "teams" FOR EACH ROW WHEN (NEW."version" = OLD."version" AND OLD."creatorId" IS NOT NULL AND NEW."creatorId" IS NULL) EXECUTE FUNCTION ninety_grow_version();
create unique index "teams_creatorId_title_key" on "teams" ("creatorId", "title");
create index "teams_createdAt_id_index" on "teams" ("createdAt", "id");
create index "teams_title_id_index" on "teams" ("title", "id");
create index "teams_creatorId_createdAt_id_index" on "teams" ("creatorId", "createdAt", "id");
create index "teams_creatorId_title_id_index" on "teams" ("creatorId", "title", "id");
ALTER TABLE "todos" ADD CONSTRAINT "todos_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "todos" ADD COLUMN "todos_search" tsvector GENERATED ALWAYS AS (ninety_words_2("task")) STORED;
COMMENT ON COLUMN "todos"."todos_search" IS 'ninety_words_2: "task"';
CREATE INDEX "todos_todos_search_index" ON "todos" USING gin ("todos_search");
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
create index "usedProofs_expiresAt_id_index" on "usedProofs" ("expiresAt", "id");
ALTER TABLE "users" ADD COLUMN "users_search" tsvector GENERATED ALWAYS AS (ninety_words_2("firstName", "middleName", "lastName")) STORED;
COMMENT ON COLUMN "users"."users_search" IS 'ninety_words_2: "firstName", "middleName", "lastName"';
CREATE INDEX "users_users_search_index" ON "users" USING gin ("users_search");
create unique index "users_username_key" on "users" (lower("username"));
create unique index "users_email_key" on "users" (lower("email"));
create index "users_createdAt_id_index" on "users" ("createdAt", "id");
create index "users_isActive_createdAt_id_index" on "users" ("isActive", "createdAt", "id");
create index "users_isActive_username_id_index" on "users" ("isActive", lower("username"), "id");
create index "users_isActive_email_id_index" on "users" ("isActive", lower("email"), "id");
create index "users_isAdmin_createdAt_id_index" on "users" ("isAdmin", "createdAt", "id");
create index "users_isAdmin_username_id_index" on "users" ("isAdmin", lower("username"), "id");
create index "users_isAdmin_email_id_index" on "users" ("isAdmin", lower("email"), "id");
