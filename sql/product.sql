-- Products and what the label says is in them.

-- name: PRODUCT_INSERT
INSERT INTO product (action, code, kind, unit, container, size, sterile)
VALUES (:action, :code, :kind, :unit, :container, :size, :sterile)
RETURNING *;

-- name: PRODUCT_REVISION_INSERT
INSERT INTO product_revision (action, product, name, folded, maker, gtin, in_use, made_up, minimum, storage, retired)
VALUES (:action, :product, :name, :folded, :maker, :gtin, :in_use, :made_up, :minimum, :storage, 0)
RETURNING *;

-- What a revision leaves as it was. "" takes away, and so does an in-use limit of -1.
-- name: PRODUCT_REVISE
INSERT INTO product_revision (action, product, name, folded, maker, gtin, in_use, made_up, minimum, storage, retired)
SELECT :action, p.id, coalesce(CAST(:name AS TEXT), p.name), :folded,
       nullif(coalesce(CAST(:maker AS TEXT), p.maker), ''), nullif(coalesce(CAST(:gtin AS TEXT), p.gtin), ''),
       nullif(coalesce(CAST(:in_use AS BIGINT), p.in_use), -1), coalesce(CAST(:made_up AS BIGINT), p.made_up),
       nullif(coalesce(CAST(:minimum AS BIGINT), p.minimum), 0),
       nullif(coalesce(CAST(:storage AS TEXT), p.storage), ''), :retired
  FROM product_now p
 WHERE p.id = :product
RETURNING *;

-- name: COMPONENT_INSERT
INSERT INTO component (action, product, ingredient, amount, unit, per)
VALUES (:action, :product, :ingredient, :amount, :unit, :per)
RETURNING *;

-- part: PRODUCT
p.id, p.code, p.name, p.kind, p.unit, p.container, p.size, p.sterile, p.in_use, p.made_up, p.retired

-- name: PRODUCT_READ
{PRODUCT_NOW}
 WHERE p.id = :id;

-- name: PRODUCT_BY_CODE
{PRODUCT_NOW}
 WHERE lower(p.code) = :folded;

-- name: PRODUCT_BY_NAME
SELECT {PRODUCT}
  FROM product_revision r
  JOIN product_now p ON p.id = r.product
 WHERE r.folded = :folded
   AND r.id = (SELECT max(id) FROM product_revision WHERE product = r.product)
 ORDER BY p.retired, p.id;

-- name: PRODUCT_BY_GTIN
SELECT {PRODUCT}
  FROM product_revision r
  JOIN product_now p ON p.id = r.product
 WHERE r.gtin = :gtin
   AND r.id = (SELECT max(id) FROM product_revision WHERE product = r.product)
 ORDER BY p.retired, p.id;

-- name: PRODUCT_NAMES
SELECT code AS name FROM product_now UNION SELECT name FROM product_now ORDER BY name;

-- name: PRODUCT_COMPONENTS
SELECT c.id, c.ingredient, c.amount, c.unit, c.per, p.unit AS per_unit
  FROM component c
  JOIN product p ON p.id = c.product
 WHERE c.product = :product
   AND c.action = (SELECT max(action) FROM component WHERE product = :product)
 ORDER BY c.id;

-- Seconds as a person says them.
-- part: IN_USE
CASE WHEN p.in_use IS NULL THEN NULL
     WHEN p.in_use = 0 THEN 'at once'
     WHEN p.in_use % 86400 = 0 AND p.in_use > 172800 THEN CAST(p.in_use / 86400 AS TEXT) || ' d'
     WHEN p.in_use % 3600 = 0 THEN CAST(p.in_use / 3600 AS TEXT) || ' h'
     ELSE CAST(p.in_use / 60 AS TEXT) || ' min' END

-- name: PRODUCT_LIST
--| code      text   Code
--| name      text   Name
--| kind      text   Kind
--| container text   Container
--| size      amount Size
--| maker     text   Maker
--| unit      text   Counted in [hide=table]
--| gtin      text   GTIN [hide=table]
--| in_use    text   In use [hide=table]
--| storage   text   Storage [hide=table]
--| retired   flag   Retired
SELECT p.code, p.name, p.kind, CASE p.unit WHEN 'piece' THEN NULL ELSE p.container END AS container, p.size, p.unit, p.maker, p.gtin, {IN_USE} AS in_use, p.storage, p.retired
  FROM product_now p
 WHERE p.retired <= :retired
   AND (CAST(:kind AS TEXT) IS NULL OR p.kind = :kind)
   AND (CAST(:pattern AS TEXT) IS NULL
        OR lower(p.code) LIKE :pattern ESCAPE '!'
        OR lower(p.name) LIKE :pattern ESCAPE '!'
        OR lower(p.maker) LIKE :pattern ESCAPE '!'
        OR p.gtin LIKE :pattern ESCAPE '!'
        OR EXISTS (SELECT 1 FROM component_now c
                     JOIN ingredient_name n ON n.ingredient = c.ingredient
                    WHERE c.product = p.id AND n.folded LIKE :pattern ESCAPE '!'))
 ORDER BY p.code, p.id;

-- name: PRODUCT_SHOW
--| form
--| code      text   Product
--| name      text   Name
--| kind      text   Kind
--| maker     text   Maker
--| gtin      text   GTIN
--| counted   text   Counted in
--| container text   Container
--| size      amount Size
--| in_use    text   Once opened
--| made_up   amount Made up to [unit=made_up_unit]
--| minimum   amount At least in stock
--| sterile   text   Sterile
--| storage   text   Storage
--| retired   flag   Retired
SELECT p.code, p.name, p.kind, p.maker, p.gtin, CASE p.unit WHEN 'L' THEN 'mL' ELSE p.unit END AS counted,
       CASE p.unit WHEN 'piece' THEN NULL ELSE p.container END AS container, p.size, p.unit, {IN_USE} AS in_use, p.made_up, 'L' AS made_up_unit, p.minimum,
       CASE p.sterile WHEN 1 THEN 'yes' ELSE 'no' END AS sterile, p.storage, p.retired
  FROM product_now p
 WHERE p.id = :id;

-- name: PRODUCT_CONTENT
--| title What the label says is in it
--| ingredient text     Ingredient
--| name       text     Name
--| strength   strength Strength
--| each       scaled   In a container
SELECT i.code AS ingredient, i.name, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per,
       p.unit AS strength_per_unit, CASE WHEN p.size IS NULL THEN NULL ELSE c.amount END AS each,
       p.size AS each_times, c.per AS each_over, c.unit
  FROM component_now c
  JOIN product p ON p.id = c.product
  JOIN ingredient_now i ON i.id = c.ingredient
 WHERE c.product = :id
 ORDER BY c.id;
