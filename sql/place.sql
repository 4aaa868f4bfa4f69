-- Sites, the places of a site, and the ends outside.

-- name: SITE_INSERT
INSERT INTO site (action, code, name, zone) VALUES (:action, :code, :name, :zone) RETURNING *;

-- name: SITE_BY_CODE
SELECT id, code, name, zone FROM site WHERE lower(code) = :folded;

-- name: SITE_ALL
SELECT id, code, name, zone FROM site ORDER BY id LIMIT 2;

-- name: SITE_CODES
SELECT code AS name FROM site ORDER BY id;

-- name: SITE_LIST
--| code   text  Site
--| name   text  Name
--| zone   text  Time zone
--| places count Places
SELECT s.code, s.name, s.zone,
       (SELECT count(*) FROM place_now p WHERE p.site = s.id AND p.retired = 0) AS places
  FROM site s
 ORDER BY s.code, s.id;

-- name: PLACE_INSERT
INSERT INTO place (action, code, kind, site) VALUES (:action, :code, :kind, :site) RETURNING *;

-- name: PLACE_REVISION_INSERT
INSERT INTO place_revision (action, place, name, storage, retired)
VALUES (:action, :place, :name, :storage, 0)
RETURNING *;

-- name: PLACE_REVISE
INSERT INTO place_revision (action, place, name, storage, retired)
SELECT :action, p.id, coalesce(CAST(:name AS TEXT), p.name), coalesce(CAST(:storage AS TEXT), p.storage), 0
  FROM place_now p
 WHERE p.id = :place
RETURNING *;

-- name: PLACE_RETIRE
INSERT INTO place_revision (action, place, name, storage, retired)
SELECT :action, p.id, p.name, p.storage, 1
  FROM place_now p
 WHERE p.id = :place
RETURNING *;

-- name: PLACE_BY_CODE
SELECT id, code, kind, coalesce(site, 0) AS site, name, storage, retired, site_code, zone
  FROM place_now
 WHERE lower(code) = :folded;

-- name: PLACE_READ
SELECT id, code, kind, coalesce(site, 0) AS site, name, storage, retired, site_code, zone
  FROM place_now
 WHERE id = :id;

-- name: PLACE_BY_KIND
SELECT id FROM place WHERE kind = :kind ORDER BY id LIMIT 1;

-- name: PLACE_STOCK_ALL
SELECT id, code, kind, coalesce(site, 0) AS site, name, storage, retired, site_code, zone
  FROM place_now
 WHERE kind = 'stock'
 ORDER BY retired, id;

-- name: PLACE_NAMES
SELECT code AS name FROM place WHERE kind = 'stock' UNION SELECT name FROM place_now WHERE kind = 'stock' ORDER BY name;

-- name: PLACE_HOLDING
SELECT l.number
  FROM shelf s
  JOIN lot l ON l.id = s.lot
 WHERE s.place = :place AND s.amount > 0
 ORDER BY l.id LIMIT 1;

-- name: PLACE_LIST
--| code    text Place
--| name    text Name
--| storage text Storage
--| site    text Site
--| kind    text Kind [hide=table]
--| retired flag Retired
SELECT p.code, p.name, p.storage, p.site_code AS site, p.kind, p.retired
  FROM place_now p
 WHERE p.kind = 'stock' AND p.retired = 0
 ORDER BY p.code, p.id;

-- name: PLACE_LIST_ALL
--| code    text Place
--| name    text Name
--| kind    text Kind
--| storage text Storage
--| site    text Site
--| retired flag Retired
SELECT p.code, p.name, p.kind, p.storage, p.site_code AS site, p.retired
  FROM place_now p
 ORDER BY CASE p.kind WHEN 'stock' THEN 0 ELSE 1 END, p.code, p.id;

-- name: PLACE_SHOW
--| form
--| code    text Place
--| name    text Name
--| kind    text Kind
--| storage text Storage
--| site    text Site
--| zone    text Time zone
--| retired flag Retired
SELECT p.code, p.name, p.kind, p.storage, p.site_code AS site, p.zone, p.retired
  FROM place_now p
 WHERE p.id = :id;

-- name: PLACE_STOCKED
--| title What lies there
--| product   text   Product
--| number    text   Lot
--| container count  Opened
--| amount    amount Amount
--| expires   day    Expires
--| status    text   Status
SELECT p.code AS product, l.number, c.ordinal AS container, s.amount, p.unit, l.expires, l.status
  FROM shelf s
  JOIN lot_now l ON l.id = s.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN container c ON c.id = s.container
 WHERE s.place = :id AND s.amount > 0
 ORDER BY p.code, l.id, c.ordinal NULLS FIRST;
