-- Ingredients, their classes and every name by which they are found.

-- name: CLASS_INSERT
INSERT INTO class (action, code, name) VALUES (:action, :code, :name) RETURNING *;

-- name: CLASS_BY_CODE
SELECT id, code, name FROM class WHERE lower(code) = :folded;

-- name: CLASS_CODES
SELECT code AS name FROM class ORDER BY id;

-- name: CLASS_LIST
--| code        text  Class
--| name        text  Name
--| ingredients count Ingredients
SELECT c.code, c.name, count(i.id) AS ingredients
  FROM class c
  LEFT JOIN ingredient_now i ON i.class_id = c.id AND i.retired = 0
 GROUP BY c.id, c.code, c.name
 ORDER BY c.code, c.id;

-- name: INGREDIENT_INSERT
INSERT INTO ingredient (action, code) VALUES (:action, :code) RETURNING *;

-- name: INGREDIENT_REVISION_INSERT
INSERT INTO ingredient_revision (action, ingredient, name, class, cas, unii, atc, storage, strengths, dose, notes,
                                 source, verified, iu, iu_mass, form_of, form_mass, base_mass, retired)
VALUES (:action, :ingredient, :name, :class, :cas, :unii, :atc, :storage, :strengths, :dose, :notes,
        :source, :verified, :iu, :iu_mass, :form_of, :form_mass, :base_mass, :retired)
RETURNING *;

-- name: INGREDIENT_NAME_INSERT
INSERT INTO ingredient_name (action, ingredient, name, folded, held)
VALUES (:action, :ingredient, :name, :folded, :held)
RETURNING *;

-- What a revision leaves as it was. "" takes away; CAST, for a parameter alone has no type.
-- name: INGREDIENT_REVISE
INSERT INTO ingredient_revision (action, ingredient, name, class, cas, unii, atc, storage, strengths, dose, notes,
                                 source, verified, iu, iu_mass, form_of, form_mass, base_mass, retired)
SELECT :action, i.id, coalesce(CAST(:name AS TEXT), i.name), coalesce(CAST(:class AS BIGINT), i.class_id),
       nullif(coalesce(CAST(:cas AS TEXT), i.cas), ''), nullif(coalesce(CAST(:unii AS TEXT), i.unii), ''),
       nullif(coalesce(CAST(:atc AS TEXT), i.atc), ''), nullif(coalesce(CAST(:storage AS TEXT), i.storage), ''),
       nullif(coalesce(CAST(:strengths AS TEXT), i.strengths), ''), nullif(coalesce(CAST(:dose AS TEXT), i.dose), ''),
       nullif(coalesce(CAST(:notes AS TEXT), i.notes), ''), nullif(coalesce(CAST(:source AS TEXT), i.source), ''),
       nullif(coalesce(CAST(:verified AS TEXT), i.verified), ''),
       nullif(coalesce(CAST(:iu AS BIGINT), i.iu), 0), nullif(coalesce(CAST(:iu_mass AS BIGINT), i.iu_mass), 0),
       nullif(coalesce(CAST(:form_of AS BIGINT), i.form_of), 0), nullif(coalesce(CAST(:form_mass AS BIGINT), i.form_mass), 0),
       nullif(coalesce(CAST(:base_mass AS BIGINT), i.base_mass), 0), :retired
  FROM ingredient_now i
 WHERE i.id = :ingredient
RETURNING *;

-- A name that is still held: the newest row of that name of that ingredient says so.
-- part: HELD
n.held = 1 AND n.id = (SELECT max(id) FROM ingredient_name WHERE folded = n.folded AND ingredient = n.ingredient)

-- name: INGREDIENT_BY_NAME
SELECT i.id, i.code, i.retired, CASE WHEN lower(i.code) = :folded THEN 1 ELSE 0 END AS by_code
  FROM ingredient_name n
  JOIN ingredient_now i ON i.id = n.ingredient
 WHERE n.folded = :folded AND {HELD}
 ORDER BY i.retired, i.id;

-- Who goes by it as his own code, name or number: what another may not take.
-- name: INGREDIENT_OWNING
SELECT i.code
  FROM ingredient_name n
  JOIN ingredient_now i ON i.id = n.ingredient
 WHERE n.folded = :folded AND {HELD}
   AND i.id <> :but
   AND (n.name = i.code OR n.name = i.name OR n.name = i.cas OR n.name = i.unii)
 ORDER BY i.id;

-- name: INGREDIENT_HOLDS
SELECT n.id
  FROM ingredient_name n
 WHERE n.folded = :folded AND n.ingredient = :ingredient AND {HELD};

-- name: INGREDIENT_READ
SELECT id, code, name, class, cas, unii, iu, iu_mass, form_of, base, retired FROM ingredient_now WHERE id = :id;

-- A form of it.
-- name: INGREDIENT_FORM
SELECT i.code FROM ingredient_now i WHERE i.form_of = :base ORDER BY i.id LIMIT 1;

-- name: INGREDIENT_NAMES
SELECT DISTINCT n.name FROM ingredient_name n WHERE {HELD} ORDER BY n.name;

-- name: INGREDIENT_LIST
--| code    text Code
--| name    text Name
--| class   text Class
--| cas     text CAS [hide=narrow]
--| unii    text UNII [hide=table]
--| atc     text ATC [hide=table]
--| storage text Storage [hide=table]
--| retired flag Retired
SELECT i.code, i.name, i.class, i.cas, i.unii, i.atc, i.storage, i.retired
  FROM ingredient_now i
 WHERE i.retired <= :retired
 ORDER BY i.code, i.id;

-- name: INGREDIENT_SEARCH
--| code     text Code
--| name     text Name
--| found_as text Also called
--| class    text Class
--| cas      text CAS [hide=narrow]
--| unii     text UNII [hide=table]
--| atc      text ATC [hide=table]
--| storage  text Storage [hide=table]
--| retired  flag Retired
SELECT i.code, i.name, i.class, i.cas, i.unii, i.atc, i.storage, i.retired,
       (SELECT min(n.name) FROM ingredient_name n
         WHERE n.ingredient = i.id AND n.folded LIKE :pattern ESCAPE '!' AND {HELD}
           AND n.name <> i.code AND n.name <> i.name
           AND n.name <> coalesce(i.cas, '') AND n.name <> coalesce(i.unii, '')) AS found_as
  FROM ingredient_now i
 WHERE i.retired <= :retired
   AND (i.class LIKE :pattern ESCAPE '!'
        OR EXISTS (SELECT 1 FROM ingredient_name n
                    WHERE n.ingredient = i.id AND n.folded LIKE :pattern ESCAPE '!' AND {HELD}))
 ORDER BY i.code, i.id;

-- name: INGREDIENT_SHOW
--| form
--| code      text   Ingredient
--| name      text   Name
--| class     text   Class
--| cas       text   CAS
--| unii      text   UNII
--| atc       text   ATC
--| iu        amount IU [unit=iu_unit]
--| iu_mass   amount weigh [unit=mass_unit]
--| base      text   Form of
--| form_mass amount of which [unit=mass_unit]
--| base_mass amount count as [unit=mass_unit]
--| storage   text   Storage
--| strengths text   Sold as
--| dose      text   Published dose
--| notes     text   Notes
--| source    text   Source
--| verified  text   Verified by
--| retired   flag   Retired
SELECT i.code, i.name, i.class, i.cas, i.unii, i.atc, i.storage, i.strengths, i.dose, i.notes, i.source, i.verified,
       i.iu, 'IU' AS iu_unit, i.iu_mass, 'g' AS mass_unit, i.base, i.form_mass, i.base_mass, i.retired
  FROM ingredient_now i
 WHERE i.id = :id;

-- name: INGREDIENT_SYNONYMS
--| name text Also called
SELECT n.name
  FROM ingredient_name n
  JOIN ingredient_now i ON i.id = n.ingredient
 WHERE n.ingredient = :id AND {HELD}
   AND n.name <> i.code AND n.name <> i.name
   AND n.name <> coalesce(i.cas, '') AND n.name <> coalesce(i.unii, '')
 ORDER BY n.folded, n.id;

-- name: INGREDIENT_PRODUCTS
--| title Products that contain it
--| code     text     Product
--| name     text     Name
--| strength strength Strength
--| maker    text     Maker
SELECT p.code, p.name, p.maker, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per,
       p.unit AS strength_per_unit
  FROM component c
  JOIN product_now p ON p.id = c.product
 WHERE c.ingredient = :id
   AND c.action = (SELECT max(action) FROM component WHERE product = c.product)
   AND p.retired = 0
 ORDER BY p.code, p.id;
