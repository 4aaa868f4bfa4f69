-- Judging: what is in a mixture, what a patient had, which rules it meets, and what they said.

-- name: JUDGE_SESSION
-- The syringes of a session, each a mixture or a product.
SELECT s.patient, p.code AS patient_code, s.at, s.indication, s.replaces, y.id AS syringe, y.position, y.lot, l.number,
       y.given, y.unit, y.points, y.depth, b.id AS batch,
       (SELECT c.code || '.' || CAST(v.number AS TEXT) FROM version v JOIN recipe c ON c.id = v.recipe
         WHERE v.id = b.version) AS version_code, b.chair, b.made_up, l.product, coalesce(y.version, b.version) AS version,
       (SELECT v.recipe FROM version v WHERE v.id = coalesce(y.version, b.version)) AS recipe,
       (SELECT r.indication FROM version v
          JOIN recipe_revision r ON r.id = (SELECT max(id) FROM recipe_revision WHERE recipe = v.recipe)
         WHERE v.id = coalesce(y.version, b.version)) AS purpose,
       (SELECT count(*) FROM syringe_area a
         WHERE a.syringe = y.id
           AND (a.given IS NOT NULL OR a.points IS NOT NULL
                OR NOT EXISTS (SELECT 1 FROM syringe z JOIN syringe_area b ON b.syringe = z.id
                                WHERE z.session = y.session AND z.position = y.position AND z.id < y.id
                                  AND b.area = a.area))) AS areas
  FROM session s
  JOIN patient p ON p.id = s.patient
  JOIN syringe y ON y.session = s.id
  JOIN lot l ON l.id = y.lot
  LEFT JOIN batch b ON b.lot = y.lot
 WHERE s.id = :session
 ORDER BY y.position, y.id;

-- name: JUDGE_BATCH
SELECT b.id, b.lot, l.number, l.product, b.version, b.chair, b.made_up, b.kept, b.unit, b.prepared, n.session_volume,
       n.points, n.area, n.regime, r.indication,
       (SELECT x.patient FROM batch_patient x WHERE x.batch = b.id ORDER BY x.id LIMIT 1) AS patient,
       (SELECT count(*) FROM batch_patient x WHERE x.batch = b.id) AS patients
  FROM batch b
  JOIN lot l ON l.id = b.lot
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN version_revision n ON n.id = (SELECT max(id) FROM version_revision WHERE version = v.id)
  LEFT JOIN recipe_revision r ON r.id = (SELECT max(id) FROM recipe_revision WHERE recipe = v.recipe)
 WHERE b.id = :batch;

-- name: JUDGE_VERSION
SELECT c.code || '.' || CAST(v.number AS TEXT) AS code, n.yield, n.unit, n.session_volume, n.points, n.depth, n.area, n.regime, r.indication,
       v.patient
  FROM version v
  JOIN recipe c ON c.id = v.recipe
  JOIN version_revision n ON n.id = (SELECT max(id) FROM version_revision WHERE version = v.id)
  JOIN recipe_revision r ON r.id = (SELECT max(id) FROM recipe_revision WHERE recipe = v.recipe)
 WHERE v.id = :version;

-- What one row r of ingredient_revision says of a substance, and how it counts as what it is a form of.
-- part: JUDGE_SUBSTANCE
r.class, r.form_of, (SELECT x.code FROM ingredient x WHERE x.id = r.form_of) AS base, r.form_mass, r.base_mass

-- name: JUDGE_LINES
-- The lines of a version, by the labels: a row for each component of what a line names. within: the version whose
-- mixture it is.
SELECT l.id, l.position, l.kind, l.product, p.code AS product_code, p.sterile, l.amount AS line_amount, l.unit AS line_unit,
       l.per AS line_per, i.id AS ingredient, i.code, {JUDGE_SUBSTANCE}, k.code AS class_code, k.name AS class_name, c.amount, c.unit,
       c.per,
       (SELECT s.version FROM version_status s WHERE s.product = l.product ORDER BY s.id LIMIT 1) AS within
  FROM line_now l
  LEFT JOIN product p ON p.id = l.product
  LEFT JOIN component_now c ON c.product = l.product
  LEFT JOIN ingredient i ON i.id = coalesce(l.ingredient, c.ingredient)
  LEFT JOIN ingredient_revision r ON r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
  LEFT JOIN class k ON k.id = r.class
 WHERE l.version = :version
 ORDER BY l.position, l.id, c.id;

-- part: JUDGE_LINE_OF
(SELECT min(x.position) FROM batch t JOIN batch_line x ON x.batch = t.id
         WHERE t.lot = :lot AND x.lot = l.id AND x.used > 0
           AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)) AS position,
       (SELECT max(CASE g.kind WHEN 'fill' THEN 1 ELSE 0 END)
          FROM batch t JOIN batch_line x ON x.batch = t.id JOIN line g ON g.id = x.line
         WHERE t.lot = :lot AND x.lot = l.id) AS fills

-- name: JUDGE_CONTENT
-- Every bought product in a lot, through the batches it was made of, with what each holds; amount: of that ingredient
-- in per of the lot itself, all its sources together. position: of its line, where it went into that mixture itself.
WITH RECURSIVE inside(lot) AS (
	SELECT CAST(:lot AS BIGINT)
	UNION
	SELECT x.lot
	  FROM inside i
	  JOIN batch t ON t.lot = i.lot
	  JOIN batch_line x ON x.batch = t.id
	 WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)
SELECT l.product, p.code AS product_code, p.sterile, {JUDGE_LINE_OF}, n.id AS ingredient, n.code, {JUDGE_SUBSTANCE}, k.code AS class_code,
       k.name AS class_name, o.amount, o.unit, o.per
  FROM inside i
  CROSS JOIN lot l
  JOIN product p ON p.id = l.product
  LEFT JOIN composition c ON c.lot = l.id AND c.action = (SELECT max(action) FROM composition WHERE lot = l.id)
  LEFT JOIN ingredient n ON n.id = c.ingredient
  LEFT JOIN ingredient_revision r ON r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = n.id)
  LEFT JOIN class k ON k.id = r.class
  LEFT JOIN composition o ON o.lot = :lot AND o.ingredient = c.ingredient
        AND o.action = (SELECT max(action) FROM composition WHERE lot = :lot)
 WHERE l.id = i.lot AND NOT EXISTS (SELECT 1 FROM batch t WHERE t.lot = l.id)
 ORDER BY l.product, l.id, c.id, o.id;

-- name: JUDGE_STERILE
-- The sterile products that went together: a batch that was verified for itself is one; what was dissolved, or mixed
-- at the chair, is what went into it.
WITH RECURSIVE drawn(lot) AS (
	SELECT x.lot
	  FROM batch_line x
	 WHERE x.batch = :batch AND x.used > 0
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
	UNION
	SELECT x.lot
	  FROM drawn d
	  JOIN batch t ON t.lot = d.lot AND (t.version IS NULL OR t.chair = 1)
	  JOIN batch_line x ON x.batch = t.id
	 WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)
SELECT count(DISTINCT l.product) AS products
  FROM drawn d
  JOIN lot l ON l.id = d.lot
  JOIN product p ON p.id = l.product
 WHERE p.sterile = 1
   AND NOT EXISTS (SELECT 1 FROM batch t WHERE t.lot = d.lot AND (t.version IS NULL OR t.chair = 1));

-- name: JUDGE_SUPERSEDED
-- Of a batch whose version had been superseded when it was made, unless all it was made for had had that version.
SELECT c.code || '.' || CAST(v.number AS TEXT) AS code
  FROM batch b
  JOIN version v ON v.id = b.version
  JOIN recipe c ON c.id = v.recipe
 WHERE b.id = :batch
   AND (SELECT s.status FROM version_status s WHERE s.version = b.version AND s.action <= b.action
         ORDER BY s.id DESC LIMIT 1) = 'superseded'
   AND (NOT EXISTS (SELECT 1 FROM batch_patient x WHERE x.batch = b.id)
     OR EXISTS (SELECT 1 FROM batch_patient x
                 WHERE x.batch = b.id
                   AND NOT EXISTS (SELECT 1 FROM session s JOIN syringe y ON y.session = s.id
                                    WHERE s.patient = x.patient AND y.version = b.version AND s.action < b.action)));

-- name: JUDGE_AREAS
SELECT a.area, a.given, a.points FROM syringe_area a WHERE a.syringe = :syringe ORDER BY a.position, a.id;

-- name: JUDGE_WEIGHT
-- The last on that day or before, else the first after; one that was dropped since never was. What has no day of its
-- own is of when it was entered: before the day ends, by the clinic's clock.
SELECT p.code, w.amount, w.held
  FROM patient p
  LEFT JOIN (SELECT f.id, f.patient, f.amount, f.held,
                    CASE WHEN f.at IS NOT NULL THEN f.at
                         WHEN coalesce(a.event, a.entered) >= CAST(:ends AS TEXT)
                         THEN CAST(:day AS TEXT) || '+' || coalesce(a.event, a.entered)
                         WHEN substr(coalesce(a.event, a.entered), 1, 10) > CAST(:day AS TEXT) THEN CAST(:day AS TEXT)
                         ELSE substr(coalesce(a.event, a.entered), 1, 10) END AS day
               FROM patient_fact f
               JOIN action a ON a.id = f.action
              WHERE f.patient = :patient AND f.kind = 'weight'
                AND (f.held = 0
                  OR NOT EXISTS (SELECT 1 FROM patient_fact later
                                  WHERE later.patient = f.patient AND later.kind = 'weight' AND later.id > f.id
                                    AND later.held = 0 AND later.value = f.value))) w
    ON w.patient = p.id AND (w.held = 1 OR w.day <= :day)
 WHERE p.id = :patient
 ORDER BY CASE WHEN w.day <= :day THEN 0 ELSE 1 END, CASE WHEN w.day <= :day THEN w.day END DESC NULLS LAST, w.day,
          w.id DESC
 LIMIT 1;

-- The substance an ingredient i is, or is a form of.
-- part: JUDGE_ROOT
(SELECT coalesce(q.form_of, q.ingredient) FROM ingredient_revision q
                WHERE q.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)) AS root

-- name: JUDGE_ALLERGIES
-- Of the patient, each with the substances it names: as it was entered, or by a name that came since.
SELECT f.value, {JUDGE_ROOT}
  FROM patient_fact f
  LEFT JOIN ingredient_name n ON f.ingredient IS NULL AND n.folded = lower(f.value)
   AND n.held = 1
   AND n.id = (SELECT max(id) FROM ingredient_name WHERE folded = n.folded AND ingredient = n.ingredient)
  LEFT JOIN ingredient i ON i.id = coalesce(f.ingredient, n.ingredient)
 WHERE f.patient = :patient AND f.kind = 'allergy' AND f.held = 1
   AND {FACT_HOLDS}
 ORDER BY f.id, n.ingredient;

-- The lines n of a version, each ingredient i they name or bring.
-- part: REPORTED_LINE
line_now n
  LEFT JOIN component_now c ON c.product = n.product
  CROSS JOIN ingredient i

-- name: JUDGE_REACTED
SELECT id FROM reaction WHERE patient = :patient LIMIT 1;

-- name: JUDGE_REACTIONS
-- What the patient reacted to before, each with all it held: of the sessions as they stand now.
SELECT r.id, r.number, {REACTION_KIND_TEXT} AS kind, {REACTION_SEVERITY} AS severity, s.number AS session, i.code,
       {JUDGE_ROOT}
  FROM reaction r
  CROSS JOIN session s
  CROSS JOIN syringe y
  CROSS JOIN composition c
  JOIN ingredient i ON i.id = c.ingredient
 WHERE r.patient = :patient AND NOT {REACTION_UNDONE} AND s.id = {REACTION_STANDING} AND s.at <= :at AND s.id <> :session
   AND s.id <> :replaces AND y.session = s.id AND c.lot = y.lot
   AND c.action = (SELECT max(action) FROM composition WHERE lot = y.lot)
 UNION
SELECT r.id, r.number, {REACTION_KIND_TEXT}, {REACTION_SEVERITY}, s.number, i.code, {JUDGE_ROOT}
  FROM reaction r
  CROSS JOIN session s
  CROSS JOIN syringe y
  CROSS JOIN component c
  JOIN ingredient i ON i.id = c.ingredient
 WHERE r.patient = :patient AND NOT {REACTION_UNDONE} AND s.id = {REACTION_STANDING} AND s.at <= :at AND s.id <> :session
   AND s.id <> :replaces AND y.session = s.id AND y.lot IS NULL AND c.product = y.product
   AND c.action = (SELECT max(action) FROM component WHERE product = y.product)
 UNION
SELECT r.id, r.number, {REACTION_KIND_TEXT}, {REACTION_SEVERITY}, s.number, i.code, {JUDGE_ROOT}
  FROM reaction r
  CROSS JOIN session s
  CROSS JOIN syringe y
  CROSS JOIN {REPORTED_LINE}
 WHERE r.patient = :patient AND NOT {REACTION_UNDONE} AND s.id = {REACTION_STANDING} AND s.at <= :at AND s.id <> :session
   AND s.id <> :replaces AND y.session = s.id AND y.lot IS NULL AND n.version = y.version
   AND i.id = coalesce(n.ingredient, c.ingredient)
 ORDER BY 1, 6;

-- name: JUDGE_OTHER_SESSION
-- Whether there was any, or a dose was told of: mostly there was none.
SELECT s.id FROM session s
 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :to AND s.id <> :session
 UNION ALL
SELECT f.id FROM patient_fact f WHERE f.patient = :patient AND f.kind = 'dose'
 LIMIT 1;

-- name: JUDGE_OTHERS
-- What else the patient was given between two instants, in sessions that stand, but for the one judged: what it held;
-- of a session that was only reported, by its product's label, or by its recipe's lines, which do not say how much of
-- each was given; what was given elsewhere, as it was told (below zero:
-- it is no session); and (inside) each bought product that was given or was
-- mixed into it, with what all of the syringe holds of what that brings.
WITH RECURSIVE mixed(session, number, at, syringe, given, given_unit, points, root, lot) AS (
	SELECT s.id, s.number, s.at, y.id, y.given, y.unit, y.points, y.lot, y.lot
	  FROM session s
	  CROSS JOIN syringe y
	 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :to AND s.id <> :session AND {SESSION_STANDS}
	   AND y.session = s.id AND y.lot IS NOT NULL
	UNION
	SELECT m.session, m.number, m.at, m.syringe, m.given, m.given_unit, m.points, m.root, x.lot
	  FROM mixed m
	  JOIN batch t ON t.lot = m.lot
	  JOIN batch_line x ON x.batch = t.id
	 WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)
SELECT s.id AS session, s.number, s.at, y.id AS syringe, i.code, CAST(NULL AS BIGINT) AS product, y.given,
       y.unit AS given_unit, y.points, i.id AS ingredient, {JUDGE_SUBSTANCE}, c.amount, c.unit, c.per, 0 AS inside
  FROM session s
  CROSS JOIN syringe y
  CROSS JOIN lot l
  CROSS JOIN composition c
  CROSS JOIN ingredient i
  CROSS JOIN ingredient_revision r
 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :to AND s.id <> :session AND {SESSION_STANDS}
   AND y.session = s.id AND l.id = y.lot AND c.lot = l.id AND i.id = c.ingredient
   AND c.action = (SELECT max(action) FROM composition WHERE lot = l.id)
   AND r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
 UNION ALL
SELECT s.id, s.number, s.at, y.id, i.code, y.product, y.given, y.unit, y.points, i.id, {JUDGE_SUBSTANCE}, c.amount, c.unit,
       c.per, 0
  FROM session s
  CROSS JOIN syringe y
  CROSS JOIN component c
  CROSS JOIN ingredient i
  CROSS JOIN ingredient_revision r
 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :to AND s.id <> :session AND {SESSION_STANDS}
   AND y.session = s.id AND y.lot IS NULL AND c.product = y.product AND i.id = c.ingredient
   AND c.action = (SELECT max(action) FROM component WHERE product = y.product)
   AND r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
 UNION ALL
SELECT s.id, s.number, s.at, y.id, i.code, NULL, y.given, y.unit, y.points, i.id, {JUDGE_SUBSTANCE}, NULL, NULL, NULL, 0
  FROM session s
  CROSS JOIN syringe y
  CROSS JOIN {REPORTED_LINE}
  CROSS JOIN ingredient_revision r
 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :to AND s.id <> :session AND {SESSION_STANDS}
   AND y.session = s.id AND y.lot IS NULL AND n.version = y.version AND i.id = coalesce(n.ingredient, c.ingredient)
   AND r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
 UNION ALL
SELECT -f.id, 'dose told ' || substr(f.value, 1, 10), f.at, -f.id, i.code, NULL, f.amount, f.unit, NULL, i.id, {JUDGE_SUBSTANCE}, 1,
       f.unit, 1, 0
  FROM patient_fact f
  CROSS JOIN ingredient i
  CROSS JOIN ingredient_revision r
 WHERE f.patient = :patient AND f.kind = 'dose' AND f.held = 1 AND f.at >= :from AND f.at <= :to AND i.id = f.ingredient
   AND {FACT_HOLDS} AND r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
 UNION ALL
SELECT DISTINCT m.session, m.number, m.at, m.syringe, p.code, l.product, m.given, m.given_unit, m.points, c.ingredient,
       CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), o.amount,
       o.unit, o.per, 1
  FROM mixed m
  CROSS JOIN lot l
  JOIN product p ON p.id = l.product
  LEFT JOIN composition c ON c.lot = l.id AND c.action = (SELECT max(action) FROM composition WHERE lot = l.id)
  LEFT JOIN composition o ON o.lot = m.root AND o.ingredient = c.ingredient
   AND o.action = (SELECT max(action) FROM composition WHERE lot = m.root)
 WHERE l.id = m.lot AND NOT EXISTS (SELECT 1 FROM batch t WHERE t.lot = l.id)
 ORDER BY 3, 1, 4, 5, 6;

-- name: JUDGE_RULES
-- The rules about any of eight ingredients, classes and products; general: those about nothing in particular, too.
-- screening: what is asked of a patient, else what is judged. In no order: so many columns are slow to sort.
{RULE_COLUMNS}
  FROM rule_revision r
  JOIN rule u ON u.id = r.rule AND r.id = {RULE_STANDING}
{RULE_JOINS}
 WHERE r.id IN (SELECT q.id FROM rule_revision q
                 WHERE q.ingredient IN (:i1, :i2, :i3, :i4, :i5, :i6, :i7, :i8)
        UNION ALL
        SELECT q.id FROM rule_revision q
         WHERE q.ingredient IS NULL AND q.class IN (:c1, :c2, :c3, :c4, :c5, :c6, :c7, :c8)
        UNION ALL
        SELECT q.id FROM rule_revision q
         WHERE q.ingredient IS NULL AND q.class IS NULL
           AND q.product IN (:p1, :p2, :p3, :p4, :p5, :p6, :p7, :p8)
        UNION ALL
        SELECT q.id FROM rule_revision q
         WHERE CAST(:general AS BIGINT) = 1 AND q.ingredient IS NULL AND q.class IS NULL AND q.product IS NULL
           AND q.kind IN ('pair', 'limit', 'regime', 'prohibition', 'order', 'contraindication'))
   AND CASE WHEN CAST(:screening AS BIGINT) = 1
            THEN r.kind = 'contraindication'
             AND r.scope IN ('patient', 'before', 'site', 'between-sessions', 'between-courses', 'course')
            ELSE r.kind IN ('pair', 'limit', 'regime', 'prohibition', 'order')
              OR r.condition IN ('allergy-to-ingredient', 'reaction-before', 'grave-reaction-before')
              OR (coalesce(r.ingredient, r.class, r.product) IS NOT NULL AND r.kind = 'contraindication'
                  AND (r.scope IN ('between-sessions', 'course') OR r.condition LIKE '%-allergy')) END;

-- name: VERDICT_BEFORE
-- What the same version of a rule said of the mixture in a lot, when it was made or its version approved, who passed it
-- and why; number and code are what the mixture was called.
SELECT v.id, v.outcome, v.reason, p.code AS person, v.text, v.excess, v.supposed, l.number,
       c.code || '.' || CAST(n.number AS TEXT) AS code
  FROM batch b
  JOIN lot l ON l.id = b.lot
  JOIN verdict v ON v.id IN (SELECT id FROM verdict WHERE batch = b.id
                              UNION ALL
                             SELECT id FROM verdict WHERE version = b.version)
  JOIN action a ON a.id = v.action
  JOIN act_by p ON p.action = a.id
  LEFT JOIN version n ON n.id = b.version
  LEFT JOIN recipe c ON c.id = n.recipe
 WHERE b.lot = :lot AND v.rule_revision = :rule_revision AND v.outcome <> 'exception'
 ORDER BY v.id;

-- name: JUDGE_PAST
-- Whether a session or a batch was over when it was entered, or is a correction of one.
SELECT 1 AS past FROM session WHERE id = :session AND (at < CAST(:entered AS TEXT) OR replaces IS NOT NULL)
 UNION ALL
SELECT 1 FROM batch WHERE id = :batch AND prepared < CAST(:entered AS TEXT);

-- name: VERDICT_KNOWN_OF_BATCH
-- Whether just this was said already and answered, or the rule is younger than the batch.
SELECT CASE WHEN r.action > b.action
              OR EXISTS (SELECT 1 FROM verdict v
                          WHERE v.batch = b.id AND v.rule_revision = r.id AND v.outcome <> 'warned'
                             AND v.text = :text)
            THEN 1 ELSE 0 END AS known
  FROM batch b
  JOIN rule_revision r ON r.id = :rule_revision
 WHERE b.id = :batch;

-- name: VERDICT_KNOWN_OF_SESSION
SELECT CASE WHEN r.action > s.action
              OR EXISTS (SELECT 1 FROM verdict v
                          WHERE v.session = s.id AND v.rule_revision = r.id AND v.outcome <> 'warned'
                             AND v.text = :text)
            THEN 1 ELSE 0 END AS known
  FROM session s
  JOIN rule_revision r ON r.id = :rule_revision
 WHERE s.id = :session;

-- name: JUDGE_REACHED
-- The batches that hold some of a lot, and the sessions in which some of it was given.
WITH RECURSIVE reached(lot) AS (
	SELECT CAST(:lot AS BIGINT)
	UNION
	SELECT t.lot
	  FROM reached r
	  JOIN batch_line x ON x.lot = r.lot
	  JOIN batch t ON t.id = x.batch
	 WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
)
SELECT b.id AS batch, CAST(NULL AS BIGINT) AS session, 0 AS late, b.id AS id
  FROM reached r
  JOIN batch b ON b.lot = r.lot
 WHERE b.chair = 0 AND b.version IS NOT NULL
 UNION
SELECT CAST(NULL AS BIGINT), s.id, 1, s.id
  FROM reached r
  JOIN syringe y ON y.lot = r.lot
  JOIN session_now s ON s.id = y.session
 ORDER BY 3, 4;

-- name: JUDGE_SINCE
-- The sessions of a patient from an instant on.
SELECT CAST(NULL AS BIGINT) AS batch, s.id AS session
  FROM patient p
  JOIN session_now s ON s.patient = p.id
 WHERE lower(p.code) = lower(CAST(:patient AS TEXT)) AND s.at >= :at AND s.reported IS NULL
 ORDER BY s.at, s.id;

-- name: VERDICT_OF_ACTION
SELECT r.code, v.outcome, v.text, v.reason, v.subject, v.lot
  FROM verdict v
  JOIN rule_revision n ON n.id = v.rule_revision
  JOIN rule r ON r.id = n.rule
 WHERE v.action = :action
 ORDER BY v.id;

-- ---- For people ----

-- part: PASSED_WORD
CASE v.outcome WHEN 'exception' THEN 'had happened' ELSE v.outcome END AS outcome

-- name: VERDICT_OF_BATCH
-- What the rules said of it, and of its recipe's version when that was approved: what is as it was then is said once. "if
-- mixed for ..." was said of what might be made of that.
--| title What the rules said
--| outcome text    Outcome [flag=overridden:amber,flag=signed:amber,flag=had happened:red]
--| text    text    What a rule said
--| reason  text    Why it was passed
--| by      text    By
--| at      instant When [hide=table]
SELECT {PASSED_WORD}, v.text, v.reason, p.code AS by, a.entered AS at
  FROM batch b
  JOIN verdict v ON v.id IN (SELECT id FROM verdict WHERE batch = b.id
                              UNION ALL
                             SELECT id FROM verdict WHERE version = b.version
                                AND (outcome <> 'warned' OR supposed IS NULL))
  JOIN action a ON a.id = v.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE b.id = :batch
 ORDER BY v.id;

-- part: MIXED_VERDICTS
SELECT x.id FROM syringe y CROSS JOIN batch b CROSS JOIN verdict x
                 WHERE y.session = :session AND b.lot = y.lot AND x.batch = b.id AND x.outcome <> 'warned'
                 UNION ALL
                SELECT x.id FROM syringe y CROSS JOIN verdict x
                 WHERE y.session = :session AND x.version = y.version AND x.outcome <> 'warned'

-- name: VERDICT_OF_SESSION
-- What the rules said of it, and what was passed when its mixtures were made or their versions approved.
--| title What the rules said
--| outcome text    Outcome [flag=overridden:amber,flag=signed:amber,flag=had happened:red]
--| text    text    What a rule said
--| reason  text    Why it was passed
--| by      text    By
--| at      instant When [hide=table]
SELECT {PASSED_WORD}, v.text, v.reason, p.code AS by, a.entered AS at
  FROM verdict v
  JOIN action a ON a.id = v.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE v.id IN (SELECT id FROM verdict WHERE session = :session
                 UNION ALL
                {MIXED_VERDICTS})
 ORDER BY v.id;

-- name: VERDICT_PASSED_FOR
-- The same but for mere warnings.
--| title What the rules said
--| outcome text    Outcome [flag=overridden:amber,flag=signed:amber,flag=had happened:red]
--| text    text    What a rule said
--| reason  text    Why it was passed
--| by      text    By
--| at      instant When [hide=table]
SELECT {PASSED_WORD}, v.text, v.reason, p.code AS by, a.entered AS at
  FROM verdict v
  JOIN action a ON a.id = v.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE v.id IN (SELECT id FROM verdict WHERE session = :session AND outcome <> 'warned'
                 UNION ALL
                {MIXED_VERDICTS})
 ORDER BY v.id;

-- name: VERDICT_OF_VERSION
--| title What the rules said
--| outcome text    Outcome [flag=overridden:amber,flag=signed:amber]
--| text    text    What a rule said
--| reason  text    Why it was passed
--| by      text    By
SELECT {PASSED_WORD}, v.text, v.reason, p.code AS by
  FROM verdict v
  JOIN action a ON a.id = v.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE v.version = :version
 ORDER BY v.id;

-- name: VERDICT_OVERRIDES
-- Every rule that was passed, and of what.
--| at      instant When
--| rule    text    Rule
--| of_what text    Of
--| text    text    What it said
--| reason  text    Why passed
--| by      text    By     [hide=narrow]
--| signed  flag    Signed
SELECT a.entered AS at, r.code AS rule,
       coalesce(s.number, l.number, c.code || '.' || CAST(n.number AS TEXT)) AS of_what, v.text, v.reason, p.code AS by,
       CASE v.outcome WHEN 'signed' THEN 1 ELSE 0 END AS signed
  FROM verdict v
  JOIN action a ON a.id = v.action
  JOIN rule_revision q ON q.id = v.rule_revision
  JOIN rule r ON r.id = q.rule
  LEFT JOIN act_by p ON p.action = a.id
  LEFT JOIN session s ON s.id = v.session
  LEFT JOIN batch b ON b.id = v.batch
  LEFT JOIN lot l ON l.id = coalesce(b.lot, v.lot)
  LEFT JOIN version n ON n.id = v.version
  LEFT JOIN recipe c ON c.id = n.recipe
 WHERE v.outcome IN ('overridden', 'signed')
   AND (CAST(:from AS TEXT) IS NULL OR a.entered >= :from)
   AND (CAST(:to AS TEXT) IS NULL OR a.entered < :to)
 ORDER BY v.id;
