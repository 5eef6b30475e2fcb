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

CREATE TABLE "applicationKeys" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "name" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "prefix" varchar(768) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "digest" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "scopes" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "expiresAt" datetime(3),
  "lastUsedAt" datetime(3),
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "applicationKeys_prefix_key" ("prefix")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "authSessions" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "userId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "client" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "oauthClientId" varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "scopes" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "family" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "current" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "previous" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "rotatedAt" datetime(3),
  "csrf" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "authenticatedAt" datetime(3) NOT NULL,
  "lastUsedAt" datetime(3) NOT NULL,
  "expiresAt" datetime(3) NOT NULL,
  "userAgent" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "address" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "authSessions_userId_createdAt_id_index" ("userId", "createdAt", "id"),
  INDEX "authSessions_oauthClientId_createdAt_id_index" ("oauthClientId", "createdAt", "id"),
  INDEX "authSessions_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "customers" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "first" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "last" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "phone" varchar(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "customers_createdAt_id_index" ("createdAt", "id"),
  INDEX "customers_first_id_index" ("first", "id"),
  INDEX "customers_last_id_index" ("last", "id"),
  INDEX "customers_phone_id_index" ("phone", "id"),
  "customers_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("first", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''), coalesce(concat(' x2x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("last", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x2x'), ' '), ''))) STORED COMMENT 'ninety_words_1: first, last',
  FULLTEXT INDEX "customers_customers_search_index" ("customers_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "idempotencyKeys" (
  "id" varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "version" int NOT NULL,
  "fingerprint" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "expiresAt" datetime(3) NOT NULL,
  "answer" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "idempotencyKeys_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "invoices" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "customerId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "date" datetime(3) NOT NULL,
  "total" decimal(38, 2) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "invoices_createdAt_id_index" ("createdAt", "id"),
  INDEX "invoices_customerId_createdAt_id_index" ("customerId", "createdAt", "id"),
  INDEX "invoices_date_id_index" ("date", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "items" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "name" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "price" decimal(38, 2) NOT NULL,
  "description" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "storeId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "items_storeId_name_key" ("storeId", "name"),
  INDEX "items_createdAt_id_index" ("createdAt", "id"),
  INDEX "items_name_id_index" ("name", "id"),
  INDEX "items_price_id_index" ("price", "id"),
  INDEX "items_storeId_createdAt_id_index" ("storeId", "createdAt", "id"),
  "items_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("name", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''), coalesce(concat(' x2x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("description", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x2x'), ' '), ''))) STORED COMMENT 'ninety_words_1: name, description',
  FULLTEXT INDEX "items_items_search_index" ("items_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "itemsTags" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "itemId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "tagId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "itemsTags_itemId_tagId_key" ("itemId", "tagId"),
  INDEX "itemsTags_tagId_createdAt_id_index" ("tagId", "createdAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "lines" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "invoiceId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "productId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "quantity" bigint NOT NULL,
  "unitPrice" decimal(38, 2),
  "total" decimal(38, 2) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "lines_createdAt_id_index" ("createdAt", "id"),
  INDEX "lines_invoiceId_createdAt_id_index" ("invoiceId", "createdAt", "id"),
  INDEX "lines_productId_createdAt_id_index" ("productId", "createdAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "mailedCodes" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "userId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "purpose" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "digest" varchar(768) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "address" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "expiresAt" datetime(3) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "mailedCodes_digest_key" ("digest"),
  INDEX "mailedCodes_userId_createdAt_id_index" ("userId", "createdAt", "id"),
  INDEX "mailedCodes_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "members" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "teamId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "userId" char(36) CHARACTER SET ascii COLLATE ascii_bin,
  "isLeader" tinyint(1) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "members_teamId_userId_key" ("teamId", "userId"),
  INDEX "members_createdAt_id_index" ("createdAt", "id"),
  INDEX "members_teamId_createdAt_id_index" ("teamId", "createdAt", "id"),
  INDEX "members_userId_createdAt_id_index" ("userId", "createdAt", "id"),
  INDEX "members_isLeader_createdAt_id_index" ("isLeader", "createdAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "oauthClients" (
  "id" varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "version" int NOT NULL,
  "name" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "ownerId" char(36) CHARACTER SET ascii COLLATE ascii_bin,
  "redirectUris" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "scopes" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "public" tinyint(1) NOT NULL,
  "firstParty" tinyint(1) NOT NULL,
  "service" tinyint(1) NOT NULL,
  "secret" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "oauthClients_ownerId_createdAt_id_index" ("ownerId", "createdAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "oauthStates" (
  "id" varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "version" int NOT NULL,
  "kind" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "payload" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "userCode" varchar(513) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "sessionId" char(36) CHARACTER SET ascii COLLATE ascii_bin,
  "consumedAt" datetime(3),
  "expiresAt" datetime(3) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "oauthStates_userCode_id_index" ("userCode", "id"),
  INDEX "oauthStates_sessionId_createdAt_id_index" ("sessionId", "createdAt", "id"),
  INDEX "oauthStates_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "posts" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "title" varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "url" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "description" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "authorId" char(36) CHARACTER SET ascii COLLATE ascii_bin,
  "approved" tinyint(1) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "posts_createdAt_id_index" ("createdAt", "id"),
  INDEX "posts_title_id_index" ("title", "id"),
  INDEX "posts_authorId_createdAt_id_index" ("authorId", "createdAt", "id"),
  INDEX "posts_authorId_title_id_index" ("authorId", "title", "id"),
  INDEX "posts_approved_createdAt_id_index" ("approved", "createdAt", "id"),
  INDEX "posts_approved_title_id_index" ("approved", "title", "id"),
  "posts_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("title", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''), coalesce(concat(' x2x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("description", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x2x'), ' '), ''))) STORED COMMENT 'ninety_words_1: title, description',
  FULLTEXT INDEX "posts_posts_search_index" ("posts_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "products" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "name" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "price" decimal(38, 2) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "products_name_key" ("name"),
  INDEX "products_createdAt_id_index" ("createdAt", "id"),
  INDEX "products_price_id_index" ("price", "id"),
  "products_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("name", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''))) STORED COMMENT 'ninety_words_1: name',
  FULLTEXT INDEX "products_products_search_index" ("products_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "revokedTokens" (
  "id" varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "version" int NOT NULL,
  "expiresAt" datetime(3) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "revokedTokens_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "signUpInvitations" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "email" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "email_folded" longblob GENERATED ALWAYS AS (CAST(LOWER(CONVERT(CAST("email" AS BINARY) USING hebrew)) AS BINARY)) STORED,
  "digest" varchar(768) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "expiresAt" datetime(3) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "signUpInvitations_digest_key" ("digest"),
  INDEX "signUpInvitations_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "signingKeys" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "algorithm" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "key" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "stores" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "name" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "stores_name_key" ("name"),
  INDEX "stores_createdAt_id_index" ("createdAt", "id"),
  "stores_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("name", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''))) STORED COMMENT 'ninety_words_1: name',
  FULLTEXT INDEX "stores_stores_search_index" ("stores_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "tags" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "name" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "storeId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "tags_storeId_name_key" ("storeId", "name"),
  INDEX "tags_createdAt_id_index" ("createdAt", "id"),
  INDEX "tags_name_id_index" ("name", "id"),
  INDEX "tags_storeId_createdAt_id_index" ("storeId", "createdAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "teams" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "title" varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "creatorId" char(36) CHARACTER SET ascii COLLATE ascii_bin,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "teams_creatorId_title_key" ("creatorId", "title"),
  INDEX "teams_createdAt_id_index" ("createdAt", "id"),
  INDEX "teams_title_id_index" ("title", "id"),
  INDEX "teams_creatorId_createdAt_id_index" ("creatorId", "createdAt", "id"),
  INDEX "teams_creatorId_title_id_index" ("creatorId", "title", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "todos" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "task" varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "state" varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "dueAt" datetime(3),
  "ownerId" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "todos_createdAt_id_index" ("createdAt", "id"),
  INDEX "todos_updatedAt_id_index" ("updatedAt", "id"),
  INDEX "todos_task_id_index" ("task", "id"),
  INDEX "todos_state_createdAt_id_index" ("state", "createdAt", "id"),
  INDEX "todos_state_updatedAt_id_index" ("state", "updatedAt", "id"),
  INDEX "todos_state_dueAt_id_index" ("state", "dueAt", "id"),
  INDEX "todos_state_task_id_index" ("state", "task", "id"),
  INDEX "todos_dueAt_id_index" ("dueAt", "id"),
  INDEX "todos_ownerId_createdAt_id_index" ("ownerId", "createdAt", "id"),
  INDEX "todos_ownerId_updatedAt_id_index" ("ownerId", "updatedAt", "id"),
  INDEX "todos_ownerId_dueAt_id_index" ("ownerId", "dueAt", "id"),
  INDEX "todos_ownerId_task_id_index" ("ownerId", "task", "id"),
  "todos_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("task", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''))) STORED COMMENT 'ninety_words_1: task',
  FULLTEXT INDEX "todos_todos_search_index" ("todos_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "usedProofs" (
  "id" varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "version" int NOT NULL,
  "expiresAt" datetime(3) NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  INDEX "usedProofs_expiresAt_id_index" ("expiresAt", "id")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE "users" (
  "id" char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  "version" int NOT NULL,
  "username" varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "username_folded" varbinary(320) GENERATED ALWAYS AS (CAST(LOWER(CONVERT(CAST("username" AS BINARY) USING hebrew)) AS BINARY)) STORED,
  "email" varchar(748) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "email_folded" varbinary(2992) GENERATED ALWAYS AS (CAST(LOWER(CONVERT(CAST("email" AS BINARY) USING hebrew)) AS BINARY)) STORED,
  "emailVerified" tinyint(1) NOT NULL,
  "firstName" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "middleName" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "lastName" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
  "isActive" tinyint(1) NOT NULL,
  "isAdmin" tinyint(1) NOT NULL,
  "password" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  "createdAt" datetime(3) NOT NULL,
  "updatedAt" datetime(3) NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE INDEX "users_username_key" ("username_folded"),
  UNIQUE INDEX "users_email_key" ("email_folded"),
  INDEX "users_createdAt_id_index" ("createdAt", "id"),
  INDEX "users_isActive_createdAt_id_index" ("isActive", "createdAt", "id"),
  INDEX "users_isActive_username_id_index" ("isActive", "username_folded", "id"),
  INDEX "users_isActive_email_id_index" ("isActive", "email_folded", "id"),
  INDEX "users_isAdmin_createdAt_id_index" ("isAdmin", "createdAt", "id"),
  INDEX "users_isAdmin_username_id_index" ("isAdmin", "username_folded", "id"),
  INDEX "users_isAdmin_email_id_index" ("isAdmin", "email_folded", "id"),
  "users_search" longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin GENERATED ALWAYS AS (concat(coalesce(concat(' x1x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("firstName", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x1x'), ' '), ''), coalesce(concat(' x2x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("middleName", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x2x'), ' '), ''), coalesce(concat(' x3x', replace(regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(left("lastName", 20000) COLLATE utf8mb4_unicode_520_ci), '[àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ]', 'a'), '[çćĉċčḉ]', 'c'), '[èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ]', 'e'), '[ìíîïĩīĭįǐȉȋḭḯỉị]', 'i'), '[ñńņňǹṅṇṉṋ]', 'n'), '[òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ]', 'o'), '[ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự]', 'u'), '[ýÿŷȳẏẙỳỵỷỹ]', 'y'), '[ďḋḍḏḑḓ]', 'd'), '[ĝğġģǧǵḡ]', 'g'), '[ĥȟḣḥḧḩḫẖ]', 'h'), '[ĵǰ]', 'j'), '[ķǩḱḳḵ]', 'k'), '[ĺļľḷḹḻḽ]', 'l'), '[ŕŗřȑȓṙṛṝṟ]', 'r'), '[śŝşšșṡṣṥṧṩſ]', 's'), '[ţťțṫṭṯṱẗ]', 't'), '[ŵẁẃẅẇẉẘ]', 'w'), '[źżžẑẓẕ]', 'z'), '[ḃḅḇ]', 'b'), '[ḟ]', 'f'), '[ḿṁṃ]', 'm'), '[ṕṗ]', 'p'), '[ṽṿ]', 'v'), '[ẋẍ]', 'x'), '[ẛ]', 'ſ'), '[ς]', 'σ'), '[µ]', 'μ'), '[ϐ]', 'β'), '[ϑ]', 'θ'), '[ϕ]', 'φ'), '[ϖ]', 'π'), '[ϰ]', 'κ'), '[ϱ]', 'ρ'), '[ϵ]', 'ε'), '[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]', ''), '(?: *[^\p{L}\p{Nd} ])+ *|  +', ' ')), '(?<=[^ ]{60})[^ ]+', ''), ' ', '  x3x'), ' '), ''))) STORED COMMENT 'ninety_words_1: firstName, middleName, lastName',
  FULLTEXT INDEX "users_users_search_index" ("users_search")
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE "authSessions"
  ADD CONSTRAINT "authSessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE,
  ADD CONSTRAINT "authSessions_oauthClientId_fkey" FOREIGN KEY ("oauthClientId") REFERENCES "oauthClients" ("id") ON DELETE CASCADE;
ALTER TABLE "invoices"
  ADD CONSTRAINT "invoices_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "customers" ("id") ON DELETE RESTRICT;
ALTER TABLE "items"
  ADD CONSTRAINT "items_storeId_fkey" FOREIGN KEY ("storeId") REFERENCES "stores" ("id") ON DELETE RESTRICT;
ALTER TABLE "itemsTags"
  ADD CONSTRAINT "itemsTags_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "items" ("id") ON DELETE CASCADE,
  ADD CONSTRAINT "itemsTags_tagId_fkey" FOREIGN KEY ("tagId") REFERENCES "tags" ("id") ON DELETE RESTRICT;
ALTER TABLE "lines"
  ADD CONSTRAINT "lines_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "invoices" ("id") ON DELETE CASCADE,
  ADD CONSTRAINT "lines_productId_fkey" FOREIGN KEY ("productId") REFERENCES "products" ("id") ON DELETE RESTRICT;
ALTER TABLE "mailedCodes"
  ADD CONSTRAINT "mailedCodes_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "members"
  ADD CONSTRAINT "members_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "teams" ("id") ON DELETE CASCADE,
  ADD CONSTRAINT "members_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "oauthClients"
  ADD CONSTRAINT "oauthClients_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "users" ("id") ON DELETE CASCADE;
ALTER TABLE "oauthStates"
  ADD CONSTRAINT "oauthStates_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "authSessions" ("id") ON DELETE CASCADE;
ALTER TABLE "posts"
  ADD CONSTRAINT "posts_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "users" ("id") ON DELETE SET NULL;
ALTER TABLE "tags"
  ADD CONSTRAINT "tags_storeId_fkey" FOREIGN KEY ("storeId") REFERENCES "stores" ("id") ON DELETE RESTRICT;
ALTER TABLE "teams"
  ADD CONSTRAINT "teams_creatorId_fkey" FOREIGN KEY ("creatorId") REFERENCES "users" ("id") ON DELETE SET NULL;
ALTER TABLE "todos"
  ADD CONSTRAINT "todos_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "users" ("id") ON DELETE CASCADE;
