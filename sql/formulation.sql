-- Formulations: what was given, opened down to what was bought.

-- name: FORMULATION_SYRINGES
SELECT y.id, y.position, y.lot, y.version, y.given, y.wasted, y.unit, y.technique, y.needle, y.device, y.cartridge,
       y.depth, y.points, coalesce(l.number, y.reported_lot) AS number, p.code AS product, r.code AS recipe, o.code AS owner,
       CASE WHEN y.lot IS NOT NULL OR y.picked IS NOT NULL THEN v.number END AS version_number, a.entered AS approved, b.id AS batch, b.made_up, b.prepared, b.chair, m.code AS maker
  FROM syringe y
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN product p ON p.id = coalesce(l.product, y.product)
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe r ON r.id = v.recipe
  LEFT JOIN person o ON o.id = r.practitioner
  LEFT JOIN version_status s ON s.id = (SELECT max(id) FROM version_status WHERE version = v.id AND status = 'approved')
  LEFT JOIN action a ON a.id = s.action
  LEFT JOIN batch_now b ON b.lot = y.lot
  LEFT JOIN person m ON m.id = b.maker
 WHERE y.session = :session
 ORDER BY y.position, y.id;

-- name: FORMULATION_LOT
SELECT l.id, l.number, n.maker_number, n.expires, p.code AS product, w.name, p.unit, b.id AS batch, b.made_up
  FROM lot l
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN product p ON p.id = l.product
  JOIN product_revision w ON w.id = (SELECT max(id) FROM product_revision WHERE product = p.id)
  LEFT JOIN batch_now b ON b.lot = l.id
 WHERE l.id = :lot;

-- name: FORMULATION_LINES
SELECT x.lot, x.used
  FROM batch_line x
 WHERE x.batch = :batch AND x.used > 0
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
 ORDER BY x.position, x.id;

-- name: FORMULATION_DOSES
SELECT i.code, r.name, c.amount, c.unit, c.per
  FROM composition_now c
  JOIN ingredient i ON i.id = c.ingredient
  JOIN ingredient_revision r ON r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
 WHERE c.lot = :lot
 ORDER BY c.id;

-- name: FORMULATION_REPORTED
-- What the recipe says of a session that was only reported.
SELECT n.kind, n.amount, n.unit, n.per, coalesce(p.code, i.code) AS code, coalesce(w.name, k.name) AS name, r.yield
  FROM line_now n
  JOIN version_revision r ON r.id = (SELECT max(id) FROM version_revision WHERE version = n.version)
  LEFT JOIN product p ON p.id = n.product
  LEFT JOIN product_revision w ON w.id = (SELECT max(id) FROM product_revision WHERE product = p.id)
  LEFT JOIN ingredient i ON i.id = n.ingredient
  LEFT JOIN ingredient_revision k ON k.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
 WHERE n.version = :version
 ORDER BY n.position, n.id;

-- name: FORMULATION_FACTS
-- For machines: what the sentences of a terminal say.
--| session      text    Session         [hide=table]
--| patient      text    Patient         [hide=table]
--| at           instant Given           [hide=table]
--| practitioner text    By              [hide=table]
--| position     count   Syringe         [hide=table]
--| given        amount  Amount          [hide=table]
--| wasted       amount  Wasted          [hide=table]
--| recipe       text    Recipe          [hide=table]
--| version      count   Version         [hide=table]
--| batch        text    Batch           [hide=table]
--| made_up      amount  Made up         [hide=table]
--| prepared     instant Made            [hide=table]
--| maker        text    Made by         [hide=table]
--| chair        flag    At the chair    [hide=table]
--| reported     text    Reported        [hide=table]
--| unsigned     flag    Not signed      [hide=table]
SELECT s.number AS session, t.code AS patient, s.at, g.code AS practitioner, y.position, y.given, y.wasted, y.unit,
       r.code AS recipe, CASE WHEN y.lot IS NOT NULL OR y.picked IS NOT NULL THEN v.number END AS version,
       CASE WHEN b.id IS NOT NULL THEN l.number END AS batch, b.made_up,
       b.prepared, m.code AS maker, b.chair, s.reported,
       CASE WHEN EXISTS (SELECT 1 FROM unsigned_session u WHERE u.session = s.id) THEN 1 ELSE 0 END AS unsigned
  FROM session s
  JOIN patient t ON t.id = s.patient
  JOIN syringe y ON y.session = s.id
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe r ON r.id = v.recipe
  LEFT JOIN batch_now b ON b.lot = y.lot
  LEFT JOIN person m ON m.id = b.maker
 WHERE s.id = :session
 ORDER BY y.position, y.id;

-- name: FORMULATION_DEVIATIONS
-- What concerns the session, and every batch in what was given: the acts that made them, and what was found of
-- them since.
--| title  Deviations
--| number text Deviation
--| what   text What a rule said
--| why    text Why it was recorded
--| since  text Since [flag=amended:amber]
WITH RECURSIVE inside (lot) AS (
	SELECT lot FROM syringe WHERE session = :session AND lot IS NOT NULL
	 UNION
	SELECT x.lot FROM inside i JOIN batch b ON b.lot = i.lot JOIN batch_line_now x ON x.batch = b.id WHERE x.used > 0
)
SELECT d.number, d.what, coalesce(a.exception, a.reason) AS why, CASE WHEN {AMENDED_SINCE} THEN 'amended' END AS since
  FROM deviation d
  JOIN action a ON a.id = d.action
 WHERE d.id IN ({SESSION_CONCERNS}
                 UNION
                SELECT e.id FROM inside i JOIN batch b ON b.lot = i.lot JOIN deviation e ON e.action = b.action
                 UNION
                SELECT e.id FROM inside i JOIN batch b ON b.lot = i.lot JOIN deviation e ON e.batch = b.id
                 WHERE e.session IS NULL)
 ORDER BY d.id;
