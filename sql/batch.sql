-- Batches: mixtures really made, their lines as executed, and their beyond-use dates.

-- name: BATCH_INSERT
INSERT INTO batch (action, lot, version, maker, prepared, target, made_up, measured, kept, unit, packs, chair,
                   equipment, environment, regime, process, ends)
VALUES (:action, :lot, :version, :maker, :prepared, :target, :made_up, :measured, :kept, :unit, :packs, :chair,
        :equipment, :environment, :regime, :process, :ends)
RETURNING *;

-- name: BATCH_MEASURE_INSERT
INSERT INTO batch_measure (action, batch, made_up, kept) VALUES (:action, :batch, :made_up, :kept)
RETURNING *;

-- What brought a batch to stock, and what left in making it, as it stands.
-- name: BATCH_YIELD
SELECT m.id, m.kind, m.target
  FROM move m
 WHERE m.lot = :lot AND m.kind IN ('make', 'loss')
   AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = m.id)
 ORDER BY CASE m.kind WHEN 'loss' THEN 0 ELSE 1 END, m.id;

-- name: BATCH_PATIENT_INSERT
INSERT INTO batch_patient (action, batch, patient) VALUES (:action, :batch, :patient) RETURNING *;

-- name: BATCH_LINE_INSERT
INSERT INTO batch_line (action, batch, position, line, lot, container, required, required_over, used, unit, factor,
                        factor_over, strength, strength_unit, strength_per, step, picked, reason, replaces)
VALUES (:action, :batch, :position, :line, :lot, :container, :required, :required_over, :used, :unit, :factor,
        :factor_over, :strength, :strength_unit, :strength_per, :step, :picked, :reason, :replaces)
RETURNING *;

-- name: BATCH_TWIN
-- As much of the same made for the same by the same hand, near in time; one that was rejected is made again.
SELECT l.number, b.prepared
  FROM batch t
  CROSS JOIN batch b
  CROSS JOIN lot l
 WHERE t.id = :batch AND b.prepared >= :from AND b.prepared <= :to AND b.action <> t.action AND b.chair = 0
   AND b.version = t.version AND b.maker = t.maker AND b.target = t.target AND l.id = b.lot
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
   AND 'rejected' <> (SELECT s.status FROM lot_status s WHERE s.lot = b.lot ORDER BY s.at DESC, s.id DESC LIMIT 1)
   AND NOT EXISTS (SELECT 1 FROM batch_patient p WHERE p.batch = t.id
                      AND NOT EXISTS (SELECT 1 FROM batch_patient q WHERE q.batch = b.id AND q.patient = p.patient))
   AND NOT EXISTS (SELECT 1 FROM batch_patient p WHERE p.batch = b.id
                      AND NOT EXISTS (SELECT 1 FROM batch_patient q WHERE q.batch = t.id AND q.patient = p.patient))
 ORDER BY b.id DESC
 LIMIT 1;

-- name: BATCH_CHECK_INSERT
INSERT INTO batch_check (action, batch, what, result, passed, limits, rule_revision, person)
VALUES (:action, :batch, :what, :result, :passed, :limits, :rule_revision, :person)
RETURNING *;

-- name: BATCH_QUALITY
SELECT v.quality FROM version_now v WHERE v.id = :version;

-- name: BATCH_CHECK_RULES
SELECT * FROM rule_now WHERE kind = 'duty' AND condition = 'release' ORDER BY id;

-- name: BATCH_CHECK_LIMIT
-- What the whole of a mixture is measured by.
SELECT * FROM rule_now
 WHERE kind = 'limit' AND measure = :measure AND ingredient IS NULL AND class IS NULL AND product IS NULL
 ORDER BY id;

-- name: BATCH_CHECK_STATE
SELECT c.passed FROM batch_check c
 WHERE c.batch = :batch AND lower(c.what) = lower(CAST(:what AS TEXT))
 ORDER BY c.id DESC
 LIMIT 1;

-- part: BATCH
SELECT b.id, b.action, b.lot, b.version, b.maker, b.prepared, b.target, b.made_up, b.measured, b.kept, b.unit, b.packs,
       b.chair, b.regime, b.process, b.ends, l.number, CASE WHEN v.id IS NULL THEN 0 ELSE 1 END AS reversed
  FROM batch_now b
  JOIN lot l ON l.id = b.lot
  LEFT JOIN reversal v ON v.reverses = b.action

-- name: BATCH_BY_LOT
{BATCH}
 WHERE b.lot = :lot;

-- name: BATCH_BY_ID
{BATCH}
 WHERE b.id = :batch;

-- name: BATCH_NUMBERS
SELECT number AS name FROM lot WHERE series LIKE 'B__' ORDER BY received DESC, id DESC LIMIT 500;

-- Whom a lot was made for, where it was made for somebody.
-- name: BATCH_PATIENTS_OF_LOT
SELECT o.patient, p.code, l.number
  FROM batch b
 CROSS JOIN batch_patient o
 CROSS JOIN patient p
 CROSS JOIN lot l
 WHERE b.lot = :lot AND o.batch = b.id AND p.id = o.patient AND l.id = b.lot
 ORDER BY p.code, o.id;

-- name: BATCH_PATIENTS
SELECT b.patient, p.code
  FROM batch_patient b JOIN patient p ON p.id = b.patient
 WHERE b.batch = :batch
 ORDER BY p.code, b.id;

-- What a beyond-use date is computed from: every lot that is in it.
-- name: BATCH_LINE_LOTS
SELECT DISTINCT b.lot, n.expires_at
  FROM batch_line_now b
  JOIN lot l ON l.id = b.lot
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
 WHERE b.batch = :batch AND b.used > 0
 ORDER BY n.expires_at NULLS LAST, b.lot;

-- How long what is made under a regime keeps, where it is kept.
-- name: BUD_RULES
SELECT * FROM rule_now WHERE kind = 'bud' AND regime = :regime AND storage = :storage ORDER BY id;

-- Rules by which an opened container shortens what is drawn from it.
-- name: BUD_CONTAINER_RULES
SELECT * FROM rule_now WHERE kind = 'duty' AND condition = 'opened-container' ORDER BY id;

-- name: BUD_CONTAINERS
SELECT DISTINCT l.number, c.ordinal, c.until, l.product, p.code
  FROM batch_line_now b
  JOIN container c ON c.id = b.container
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
 WHERE b.batch = :batch AND b.used > 0 AND c.until IS NOT NULL
 ORDER BY c.until, l.number, c.ordinal;

-- Something that is not sterile, in a lot or in what it was made of.
-- name: BUD_UNSTERILE
WITH RECURSIVE part(lot) AS (
	SELECT CAST(:lot AS BIGINT)
	UNION
	SELECT b.lot FROM part JOIN batch t ON t.lot = part.lot JOIN batch_line_now b ON b.batch = t.id AND b.used > 0
)
SELECT p.code
  FROM part JOIN lot l ON l.id = part.lot JOIN product p ON p.id = l.product
 WHERE p.sterile = 0
 ORDER BY p.code, l.id
 LIMIT 1;

-- name: BUD_TERM_INSERT
INSERT INTO bud_term (action, batch, term, until, governs) VALUES (:action, :batch, :term, :until, :governs)
RETURNING *;

-- name: BUD_REVISE
INSERT INTO lot_revision (action, lot, maker_number, maker_key, expires, expires_at, supplier, certificate)
SELECT CAST(:action AS BIGINT), n.lot, n.maker_number, n.maker_key, n.expires, CAST(:until AS TEXT), n.supplier, n.certificate
  FROM lot_revision n
 WHERE n.id = (SELECT max(id) FROM lot_revision WHERE lot = :lot)
RETURNING *;

-- name: BUD_NOW
SELECT expires_at FROM lot_revision WHERE id = (SELECT max(id) FROM lot_revision WHERE lot = :lot);

-- Batches that stand and hold some of a lot.
-- name: BATCH_USING
SELECT DISTINCT b.batch
  FROM batch_line_now b
 WHERE b.lot = :lot AND b.used > 0
 ORDER BY b.batch;

-- name: BATCH_LINE_STANDING
SELECT b.id, b.position, b.line, b.lot, l.number, b.container, k.ordinal, b.required, b.required_over, b.used, b.unit, b.factor,
       b.factor_over, b.strength, b.strength_unit, b.strength_per, b.step, b.picked, b.reason, p.code AS product,
       n.kind, CASE WHEN n.ingredient IS NULL THEN coalesce(n.product, l.product) END AS asked,
       n.ingredient, n.amount, n.unit AS line_unit, n.per, i.code AS ingredient_code
  FROM batch_line_now b
  JOIN lot l ON l.id = b.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN line n ON n.id = b.line
  LEFT JOIN ingredient i ON i.id = n.ingredient
  LEFT JOIN container k ON k.id = b.container
 WHERE b.batch = :batch
 ORDER BY b.position, b.id;

-- What its lines come to in the unit it is made in; others: but for what fills; besides: something has no volume.
-- part: SUMMED
SELECT CAST(coalesce(sum(CASE WHEN b.unit = t.unit THEN b.used ELSE 0 END), 0) AS BIGINT) AS come,
       CAST(coalesce(sum(CASE WHEN b.unit = t.unit AND coalesce(n.kind, '') <> 'fill' THEN b.used ELSE 0 END), 0)
            AS BIGINT) AS others,
       coalesce(max(CASE WHEN b.unit <> t.unit AND b.used > 0 THEN 1 ELSE 0 END), 0) AS besides,
       coalesce(max(CASE WHEN n.kind = 'fill' THEN 1 ELSE 0 END), 0) AS fills

-- As they stand.
-- name: BATCH_SUM
{SUMMED}
  FROM batch t
  JOIN batch_line_now b ON b.batch = t.id
  LEFT JOIN line n ON n.id = b.line
 WHERE t.id = :batch;

-- As it was first made.
-- name: BATCH_SUM_FIRST
{SUMMED}
  FROM batch t
  JOIN batch_line b ON b.batch = t.id AND b.replaces IS NULL
  LEFT JOIN line n ON n.id = b.line
 WHERE t.id = :batch;

-- What is left of a lot inside the clinic.
-- name: BATCH_LEFT
SELECT CAST(coalesce(sum(s.amount), 0) AS BIGINT) AS amount FROM shelf s WHERE s.lot = :lot;

-- Where a batch's own lot went, but for being made and for what was not kept.
-- name: BATCH_USES
-- What was counted was there, whether or not it differed.
SELECT CASE WHEN m.kind = 'use' THEN 'batch ' || t.number
            WHEN m.kind = 'give' THEN 'session ' || v.number
            ELSE m.kind END AS name,
       m.amount, p.unit, m.at, m.id
  FROM move m
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN batch_line c ON c.id = m.batch_line
  LEFT JOIN batch u ON u.id = c.batch
  LEFT JOIN lot t ON t.id = u.lot
  LEFT JOIN syringe y ON y.id = m.syringe
  LEFT JOIN session v ON v.id = y.session
 WHERE m.lot = :lot AND m.action <> :action AND m.kind NOT IN ('transfer', 'reversal', 'open', 'make', 'loss')
   AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = m.id)
 UNION ALL
SELECT 'counted', t.counted, p.unit, t.at, t.id
  FROM tally t
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
 WHERE t.lot = :lot AND t.counted > 0
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
   AND NOT EXISTS (SELECT 1 FROM move m WHERE m.lot = t.lot AND m.tally = t.id AND m.reverses IS NULL
                      AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = m.id))
 ORDER BY 4, 5;

-- What one act made: its reversal takes all of it back.
-- name: BATCH_MADE_TOGETHER
SELECT DISTINCT b.id
  FROM move m
  JOIN batch b ON b.lot = m.lot
 WHERE m.action = :action AND m.kind = 'make' AND b.action = m.action
 ORDER BY b.id;

-- The session a chair mixture was made in.
-- name: BATCH_SESSION
SELECT s.number FROM syringe y JOIN session s ON s.id = y.session WHERE y.lot = :lot ORDER BY s.id LIMIT 1;

-- An active ingredient of a lot besides the one asked for; solvents and excipients are none, unless one is asked for.
-- name: BATCH_OTHER_ACTIVE
SELECT i.code
  FROM composition_now c
  JOIN ingredient_now i ON i.id = c.ingredient
  JOIN ingredient_now own ON own.id = :ingredient
 WHERE c.lot = :lot AND c.ingredient <> :ingredient
   AND (i.class NOT IN ('solvent/diluent', 'buffer/excipient') OR own.class IN ('solvent/diluent', 'buffer/excipient'))
 ORDER BY c.id
 LIMIT 1;

-- Whether a product is what a powder becomes when it is dissolved.
-- name: BATCH_DISSOLVED_OF
SELECT r.id FROM reconstitution r WHERE r.powder = :powder AND r.product = :product;

-- The newest result of each check that did not pass.
-- name: BATCH_CHECK_FAILED
SELECT c.what, c.result
  FROM batch_check c
 WHERE c.batch = :batch AND c.passed = 0
   AND c.id = (SELECT max(id) FROM batch_check WHERE batch = c.batch AND lower(what) = lower(c.what))
 ORDER BY c.id;

-- name: BATCH_HAND
-- A line that stands, or what it came to, and that this person executed, measured, corrected or typed.
SELECT n.id FROM batch_line_now n JOIN action a ON a.id = n.action
 WHERE n.batch = :batch AND (a.person = :person OR a.typist = :person)
 UNION
SELECT m.id FROM batch_measure m JOIN action a ON a.id = m.action
 WHERE m.batch = :batch AND (a.person = :person OR a.typist = :person)
 ORDER BY 1 LIMIT 1;

-- name: BATCH_MAKER
SELECT p.code FROM person p WHERE p.id = :person;

-- ---- For people ----

-- name: BATCH_FORM
--| form
--| batch      text    Batch
--| made_from  text    Recipe
--| title      text    Title
--| status     text    Status [flag=released:green, flag=quarantine:amber, flag=rejected:red, flag=recalled:red, flag=held:amber]
--| patients   text    Made for
--| prepared   instant Prepared
--| maker      text    Made by
--| target     amount  Target
--| made_up    amount  Made up
--| measured   text    Amount
--| kept       packs   Kept
--| until      instant Beyond use
--| storage    text    Storage
--| left       amount  Left
--| equipment  text    Equipment
--| environment text   Environment
--| chair      flag    At the chair
--| regime     text    Regime
--| reversed   instant Reversed
--| reversed_by text   Reversed by
--| reversed_why text  Because
SELECT l.number AS batch, c.code || '.' || v.number AS made_from,
       (SELECT r.title FROM recipe_revision r
         WHERE r.id = (SELECT max(id) FROM recipe_revision WHERE recipe = v.recipe AND action <= b.action)) AS title,
       CASE WHEN w.id IS NULL THEN n.status ELSE 'reversed' END AS status,
       coalesce((SELECT string_agg(named.code, ', ')
                   FROM (SELECT t.code FROM batch_patient x JOIN patient t ON t.id = x.patient
                          WHERE x.batch = b.id ORDER BY t.code) AS named), 'stock') AS patients,
       b.prepared, p.name || ' (' || p.code || ')' || hand.typed AS maker, b.target, b.made_up,
       CASE b.measured WHEN 1 THEN 'made up as measured' ELSE 'made up to the target' END AS measured,
       CASE b.packs WHEN 0 THEN b.kept ELSE b.kept / b.packs END AS kept_each, b.packs AS kept, b.kept AS kept_all,
       n.expires_at AS until,
       (SELECT r.storage FROM version_revision r
         WHERE r.id = (SELECT max(id) FROM version_revision WHERE version = b.version)) AS storage,
       (SELECT CAST(coalesce(sum(s.amount), 0) AS BIGINT) FROM shelf s WHERE s.lot = l.id) AS left, b.chair, b.unit,
       b.equipment, b.environment,
       b.regime || ', ' || b.process AS regime,
       x.entered AS reversed, y.name || ' (' || y.code || ')' AS reversed_by, x.reason AS reversed_why
  FROM batch_now b
  JOIN lot l ON l.id = b.lot
  JOIN lot_now n ON n.id = l.id
  JOIN person_now p ON p.id = b.maker
  JOIN act_by hand ON hand.action = b.action
  LEFT JOIN reversal w ON w.reverses = b.action
  LEFT JOIN action x ON x.id = w.action
  LEFT JOIN person_now y ON y.id = x.person
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe c ON c.id = v.recipe
 WHERE b.id = :batch;

-- name: BATCH_LINES
--| title    As executed
--| position count  Line
--| asked    text   Asked [hide=table]
--| product  text   Product
--| lot      text   Lot
--| container count Container [hide=table]
--| maker_number text Maker's lot [hide=table]
--| required scaled Required
--| used     amount Used
--| expires  instant Expires
--| reversed flag   Reversed [flag=reversed:red]
--| picked   text   Why this lot [hide=table]
--| reason   text   Reason
SELECT b.position, coalesce(q.code, i.code) AS asked, p.code AS product,
       l.number AS lot, k.ordinal AS container, n.maker_number, b.required,
       1 AS required_times, b.required_over, b.used, b.unit, coalesce(n.expires, n.expires_at) AS expires,
       CASE WHEN v.id IS NULL THEN 0 ELSE 1 END AS reversed, b.picked, b.reason
  FROM batch_line b
  JOIN batch t ON t.id = b.batch
  LEFT JOIN reversal v ON v.reverses = t.action
  JOIN lot l ON l.id = b.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  LEFT JOIN container k ON k.id = b.container
  LEFT JOIN line a ON a.id = b.line
  LEFT JOIN product q ON q.id = a.product
  LEFT JOIN ingredient i ON i.id = a.ingredient
 WHERE b.batch = :batch AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = b.id)
 ORDER BY b.position, b.id;

-- name: BATCH_AMENDED
--| title    Corrected since
--| position count   Line
--| lot      text    Was
--| used     amount  Used
--| now_lot  text    Is
--| now_used amount  Used
--| none     flag    None
--| at       instant When
--| by       text    By
--| why      text    Why
SELECT b.position, l.number AS lot, b.used, b.unit, m.number AS now_lot, r.used AS now_used,
       CASE WHEN r.used = 0 THEN 1 ELSE 0 END AS none, a.entered AS at, p.code AS by, a.reason AS why
  FROM batch_line b
  JOIN batch_line r ON r.replaces = b.id
  JOIN lot l ON l.id = b.lot
  JOIN lot m ON m.id = r.lot
  JOIN action a ON a.id = r.action
  JOIN act_by p ON p.action = a.id
 WHERE b.batch = :batch
 ORDER BY r.id;

-- What it was said to come to before, and what each correction of that says.
-- name: BATCH_REMEASURED
--| title    Made up, corrected since
--| was      amount  Was
--| was_kept amount  Kept
--| made_up  amount  Is
--| kept     amount  Kept
--| at       instant When
--| by       text    By
--| why      text    Why
SELECT coalesce(e.made_up, b.made_up) AS was, coalesce(e.kept, b.kept) AS was_kept, m.made_up, m.kept, b.unit,
       a.entered AS at, p.code AS by, a.reason AS why
  FROM batch b
  JOIN batch_measure m ON m.batch = b.id
  LEFT JOIN batch_measure e ON e.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = b.id AND x.id < m.id)
  JOIN action a ON a.id = m.action
  JOIN act_by p ON p.action = a.id
 WHERE b.id = :batch
 ORDER BY m.id;

-- name: BATCH_COMPOSITION
--| title Composition
--| ingredient text     Ingredient
--| strength   strength Strength [decimals=3]
--| in_all     scaled   In what was made up [decimals=3]
SELECT i.code AS ingredient, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per,
       b.unit AS strength_per_unit, c.unit, c.amount AS in_all, b.made_up AS in_all_times, c.per AS in_all_over
  FROM batch_now b
  JOIN composition_now c ON c.lot = b.lot
  JOIN ingredient i ON i.id = c.ingredient
 WHERE b.id = :batch
 ORDER BY c.id;

-- name: BATCH_TERMS
--| title Beyond-use date: the earliest of
--| until   instant Until
--| term    text    Because
--| governs flag    Governs
SELECT t.until, t.term, t.governs
  FROM bud_term t
 WHERE t.batch = :batch AND t.action = (SELECT max(action) FROM bud_term WHERE batch = :batch)
 ORDER BY t.until, t.id;

-- name: BATCH_CHECKS
--| title Checks
--| what   text    Check
--| result text    Result
--| passed text    Passed [flag=no:red]
--| limits text    Limits
--| by     text    By
--| at     instant When
--| why    text    Reason
SELECT c.what, c.result, CASE c.passed WHEN 1 THEN 'yes' ELSE 'no' END AS passed, c.limits, p.code AS by, a.entered AS at,
       a.reason AS why
  FROM batch_check c
  JOIN action a ON a.id = c.action
  JOIN person p ON p.id = coalesce(c.person, a.person)
 WHERE c.batch = :batch
 ORDER BY c.id;

-- Whether what a deviation is about was amended since: the line that used its lot, or, where it is about a batch
-- itself, any line of it or what it came to. Of a row d of deviation.
-- part: AMENDED_SINCE
(EXISTS (SELECT 1 FROM batch_line u JOIN batch_line w ON w.replaces = u.id
          WHERE u.lot = d.lot AND (u.action = d.action OR u.batch = d.batch) AND w.action > d.action)
 OR EXISTS (SELECT 1 FROM batch t JOIN batch_line w ON w.batch = t.id
             WHERE t.id = d.batch AND t.lot = d.lot AND w.replaces IS NOT NULL AND w.action > d.action)
 OR EXISTS (SELECT 1 FROM batch t JOIN batch_measure w ON w.batch = t.id
             WHERE t.id = d.batch AND t.lot = d.lot AND w.action > d.action))

-- What concerns a batch: of it, of its lot; of a lot in it where that was drawn so, or where somebody opened it by hand.
-- part: CONCERNS
SELECT id FROM deviation WHERE batch = :batch
UNION
SELECT e.id FROM batch t JOIN deviation e ON e.lot = t.lot WHERE t.id = :batch
UNION
SELECT e.id FROM batch_line b JOIN deviation e ON e.action = b.action AND e.lot = b.lot
 WHERE b.batch = :batch
UNION
SELECT e.id
  FROM batch_line_now b
  JOIN deviation e ON e.lot = b.lot AND e.batch IS NULL AND e.session IS NULL
  JOIN action a ON a.id = e.action AND a.verb = 'deviation open'
 WHERE b.batch = :batch AND b.used > 0

-- name: BATCH_DEVIATIONS
--| title Deviations
--| number   text    Deviation
--| what     text    What
--| since    text    Since [flag=amended:amber]
--| at       instant When
--| status   text    Status [flag=open:red, flag=assessed:amber]
--| decision text    Decided
SELECT d.number, d.what, CASE WHEN {AMENDED_SINCE} THEN 'amended' END AS since, a.entered AS at, d.status, d.decision
  FROM deviation_now d JOIN action a ON a.id = d.action
 WHERE d.id IN ({CONCERNS})
 ORDER BY d.id;

-- name: BATCH_EXCUSED
-- Something departed from the rules, was looked into, and it was decided that the batch may be used.
SELECT d.id
  FROM deviation_now d
 WHERE d.id IN (SELECT id FROM deviation WHERE batch = :batch) AND d.status = 'closed' AND d.decision = 'use'
   AND EXISTS (SELECT 1 FROM deviation_status s WHERE s.deviation = d.id AND s.status = 'assessed')
 ORDER BY d.id
 LIMIT 1;

-- name: BATCH_BARRED_BY
-- What is still to be looked into, or was decided against it.
SELECT d.number, d.status, d.what
  FROM deviation_now d
 WHERE d.id IN ({CONCERNS})
   AND (d.status IN ('open', 'assessed') OR d.decision = 'reject')
 ORDER BY d.id
 LIMIT 1;

-- What somebody reported of a lot, of the batch it is or of what that was made of, and is still to be looked into or was
-- decided against it; known when it is given.
-- name: BATCH_DOUBTED
SELECT d.number, coalesce(s.status, 'open') AS status, d.what, l.number AS lot
  FROM lot l
  CROSS JOIN deviation d
  CROSS JOIN action a
  LEFT JOIN deviation_status s ON s.id = (SELECT max(id) FROM deviation_status WHERE deviation = d.id)
 WHERE l.id = :lot
   AND d.id IN (SELECT id FROM deviation WHERE lot = l.id
                 UNION ALL
                SELECT e.id FROM batch t CROSS JOIN deviation e WHERE t.lot = l.id AND e.batch = t.id
                 UNION ALL
                SELECT e.id FROM batch t CROSS JOIN batch_line b CROSS JOIN deviation e
                 WHERE t.lot = l.id AND b.batch = t.id AND b.used > 0 AND e.lot = b.lot AND e.batch IS NULL
                   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = b.id)
                   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action))
   AND d.session IS NULL AND d.action < :act AND a.id = d.action AND a.verb IN ('deviation open', 'batch check')
   AND coalesce(a.event, a.entered) <= :at
   AND (s.decision = 'reject'
        OR (coalesce(s.status, 'open') <> 'closed'
            AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = d.action)))
 ORDER BY d.id
 LIMIT 1;

-- name: BATCH_LIST
--| batch    text    Batch
--| recipe   text    Recipe
--| patients text    For
--| prepared instant Prepared [day]
--| signed   text    Signed [hide=narrow]
--| maker    text    Made by [hide=narrow]
--| kept     amount  Kept [hide=narrow]
--| left     amount  Left
--| status   text    Status [flag=released:green, flag=quarantine:amber, flag=rejected:red, flag=recalled:red, flag=held:amber]
--| until    instant Beyond use
SELECT l.number AS batch, c.code || '.' || v.number AS recipe,
       (SELECT string_agg(named.code, ', ')
          FROM (SELECT t.code FROM batch_patient x JOIN patient t ON t.id = x.patient
                 WHERE x.batch = b.id ORDER BY t.code) AS named) AS patients,
       b.prepared, p.code || hand.typed AS maker, b.kept, b.unit,
       (SELECT CAST(coalesce(sum(s.amount), 0) AS BIGINT) FROM shelf s WHERE s.lot = l.id) AS left,
       CASE WHEN EXISTS (SELECT 1 FROM reversal x WHERE x.reverses = b.action) THEN 'reversed' ELSE n.status END AS status,
       n.expires_at AS until, (SELECT string_agg(x.says, ', ') FROM (SELECT says FROM signed WHERE batch = b.id ORDER BY id) x) AS signed
  FROM batch_now b
  JOIN lot l ON l.id = b.lot
  JOIN lot_now n ON n.id = l.id
  JOIN person p ON p.id = b.maker
  JOIN act_by hand ON hand.action = b.action
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe c ON c.id = v.recipe
 WHERE (CAST(:recipe AS BIGINT) IS NULL OR v.recipe = :recipe)
   AND (CAST(:patient AS BIGINT) IS NULL
        OR EXISTS (SELECT 1 FROM batch_patient o WHERE o.batch = b.id AND o.patient = :patient))
   AND (CAST(:status AS TEXT) IS NULL OR n.status = :status)
   AND b.prepared >= :since
 ORDER BY b.prepared DESC, b.id DESC
 LIMIT :most;

-- ---- Explaining ----

-- What the label and the certificate say of an ingredient in a bought lot.
-- name: EXPLAIN_ASSAY
SELECT c.amount, c.unit, c.per, a.written, r.certificate
  FROM lot l
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  LEFT JOIN component_now c ON c.product = l.product AND c.ingredient = :ingredient
  LEFT JOIN assay a ON a.id = (SELECT max(id) FROM assay WHERE lot = l.id AND ingredient = :ingredient)
 WHERE l.id = :lot;

-- name: EXPLAIN_LOT
SELECT r.maker_number FROM lot_revision r WHERE r.id = (SELECT max(id) FROM lot_revision WHERE lot = :lot);

-- name: BATCH_SESSIONS
SELECT DISTINCT s.id
  FROM syringe y JOIN session s ON s.id = y.session
 WHERE y.lot = :lot
 ORDER BY s.id;

-- Whether an act has composed it anew.
-- name: BATCH_GIVEN_OTHERWISE
-- What an act composed anew of a lot and of all that was made of it, where some was given in a session that stands: each
-- ingredient as it is and as it was known.
WITH RECURSIVE reached (lot) AS (
	SELECT CAST(:lot AS BIGINT)
	UNION
	SELECT t.lot
	  FROM reached r
	  CROSS JOIN batch_line x
	  CROSS JOIN batch t
	 WHERE x.lot = r.lot AND t.id = x.batch
	   AND x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)),
changed (lot, ingredient, amount, unit, per, was_amount, was_unit, was_per) AS (
	SELECT r.lot, c.ingredient, c.amount, c.unit, c.per, w.amount, w.unit, w.per
	  FROM reached r
	  CROSS JOIN composition c
	  LEFT JOIN composition w ON w.lot = c.lot AND w.ingredient = c.ingredient
	   AND w.action = (SELECT max(action) FROM composition WHERE lot = c.lot AND action < :action)
	 WHERE c.lot = r.lot AND c.action = :action
	UNION ALL
	SELECT r.lot, w.ingredient, NULL, NULL, NULL, w.amount, w.unit, w.per
	  FROM reached r
	  CROSS JOIN composition w
	 WHERE w.lot = r.lot
	   AND w.action = (SELECT max(action) FROM composition WHERE lot = w.lot AND action < :action)
	   AND EXISTS (SELECT 1 FROM composition c WHERE c.lot = w.lot AND c.action = :action)
	   AND NOT EXISTS (SELECT 1 FROM composition c
	                    WHERE c.lot = w.lot AND c.action = :action AND c.ingredient = w.ingredient))
SELECT s.id AS session, s.number AS given_in, l.id AS lot, b.id AS batch, l.number, i.code, p.unit AS of_unit,
       g.amount, g.unit, g.per, g.was_amount, g.was_unit, g.was_per
  FROM changed g
  CROSS JOIN lot l
  CROSS JOIN product p
  CROSS JOIN ingredient i
  LEFT JOIN batch b ON b.lot = l.id
  JOIN syringe y ON y.lot = g.lot
  JOIN session_now s ON s.id = y.session
 WHERE l.id = g.lot AND p.id = l.product AND i.id = g.ingredient
 GROUP BY s.id, s.number, l.id, b.id, l.number, i.id, i.code, p.unit,
          g.amount, g.unit, g.per, g.was_amount, g.was_unit, g.was_per
 ORDER BY s.id, l.id, i.id;

-- name: BATCH_COMPOSED_IN
SELECT id FROM composition WHERE lot = :lot AND action = :action ORDER BY id LIMIT 1;
