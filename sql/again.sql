-- The same as last time.

-- name: AGAIN_SESSIONS
-- What a patient was given, newest session first: a row for each area of each syringe.
SELECT s.id, s.number, s.at, y.id AS syringe, coalesce(r.code, d.code) AS what, a.area
  FROM session_now s
  JOIN syringe y ON y.session = s.id
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe r ON r.id = v.recipe
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
  LEFT JOIN syringe_area a ON a.syringe = y.id
 WHERE s.patient = :patient
 ORDER BY s.at DESC, s.id DESC, y.position, y.id, a.position, a.id;

-- part: AGAIN_LOT
       l.number, n.maker_number, n.expires, p.code AS product, c.amount AS strength, c.unit AS strength_unit,
       c.per AS strength_per, p.unit AS product_unit

-- part: AGAIN_LOT_FROM
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN product p ON p.id = l.product
  LEFT JOIN composition c ON c.id = (SELECT min(o.id) FROM composition_now o WHERE o.lot = l.id HAVING count(*) = 1)

-- name: AGAIN_LINES
-- What a batch was made of, line by line.
SELECT coalesce(x.line, -x.position) AS line, x.used AS amount, x.unit,
{AGAIN_LOT}
  FROM batch_line x
  JOIN lot l ON l.id = x.lot
{AGAIN_LOT_FROM}
 WHERE x.batch = :batch AND x.used > 0
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
 ORDER BY x.position, x.id;

-- name: AGAIN_LOT
SELECT 0 AS line, 0 AS amount, p.unit,
{AGAIN_LOT}
  FROM lot l
{AGAIN_LOT_FROM}
 WHERE l.id = :lot;

-- part: AGAIN_ON_HAND
SELECT p.code, k.amount AS strength, k.unit AS strength_unit, k.per AS strength_per, p.unit,
       CAST(sum(f.amount) AS BIGINT) AS on_hand
  FROM component_now k
  JOIN product p ON p.id = k.product
  CROSS JOIN shelf f
  CROSS JOIN lot l
  CROSS JOIN (SELECT CAST(:now AS TEXT) AS at) w
{JUDGED}
  LEFT JOIN container c ON c.id = f.container

-- An ingredient i is active: it is not there to dissolve, buffer or preserve.
-- part: AGAIN_ACTIVE
i.class NOT IN ('solvent/diluent', 'buffer/excipient')

-- name: AGAIN_STAND_INS_OF_PRODUCT
-- Other products with the same active ingredients, all of them and no other, usable and on hand; of what holds none, its
-- first ingredient. The strength is that of the first.
{AGAIN_ON_HAND}
 WHERE k.ingredient = coalesce((SELECT min(o.ingredient) FROM component_now o JOIN ingredient_now i ON i.id = o.ingredient
                                 WHERE o.product = :product AND {AGAIN_ACTIVE}),
                               (SELECT min(o.ingredient) FROM component_now o WHERE o.product = :product))
   AND k.product <> :product
   AND NOT EXISTS (SELECT 1 FROM component_now o JOIN ingredient_now i ON i.id = o.ingredient
                    WHERE o.product = :product AND {AGAIN_ACTIVE}
                      AND NOT EXISTS (SELECT 1 FROM component_now h
                                       WHERE h.product = k.product AND h.ingredient = o.ingredient))
   AND NOT EXISTS (SELECT 1 FROM component_now h JOIN ingredient_now i ON i.id = h.ingredient
                    WHERE h.product = k.product AND {AGAIN_ACTIVE}
                      AND NOT EXISTS (SELECT 1 FROM component_now o
                                       WHERE o.product = :product AND o.ingredient = h.ingredient))
   AND f.product = p.id AND f.amount > 0 AND l.id = f.lot AND {BARRED} IS NULL
 GROUP BY p.code, k.amount, k.unit, k.per, p.unit
 ORDER BY p.code, k.amount
 LIMIT :most;

-- name: AGAIN_STAND_INS_OF_INGREDIENT
{AGAIN_ON_HAND}
 WHERE k.ingredient = :ingredient
   AND f.product = p.id AND f.amount > 0 AND l.id = f.lot AND {BARRED} IS NULL
 GROUP BY p.code, k.amount, k.unit, k.per, p.unit
 ORDER BY p.code, k.amount
 LIMIT :most;
