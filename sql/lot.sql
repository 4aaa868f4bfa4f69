-- Lots: found, received, judged, chosen, opened, corrected.

-- Made for others than :patient.
-- part: FOR_ANOTHER
(SELECT CASE WHEN max(CASE WHEN o.patient = :patient THEN 1 ELSE 0 END) = 0 THEN 'made for another patient' END
   FROM batch b JOIN batch_patient o ON o.batch = b.id WHERE b.lot = l.id)

-- A product is met for an ingredient when it states how much of it there is and holds no other active one; what is there
-- to dissolve, buffer or preserve is no active one, unless it is what is asked for.
-- part: MEETS
SELECT k.product
  FROM component_now k
  JOIN ingredient_now i ON i.id = k.ingredient
 WHERE k.ingredient = :ingredient AND k.amount IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM component_now o
                     JOIN ingredient_now j ON j.id = o.ingredient
                    WHERE o.product = k.product AND o.ingredient <> k.ingredient
                      AND (j.class NOT IN ('solvent/diluent', 'buffer/excipient')
                        OR i.class IN ('solvent/diluent', 'buffer/excipient')))

-- ---- Finding ----

-- name: LOT_BY_ID
SELECT l.id, l.action, l.number, l.product, l.received, n.maker_number, n.expires, n.expires_at, n.status,
       n.supplier, b.id AS batch, b.version
  FROM lot l
  JOIN lot_now n ON n.id = l.id
  LEFT JOIN batch b ON b.lot = l.id
 WHERE l.id = :lot;

-- name: LOT_BY_NUMBER
SELECT id FROM lot WHERE number = upper(CAST(:number AS TEXT));

-- name: LOT_CONTAINER
SELECT id, ordinal FROM container WHERE lot = :lot AND ordinal = :ordinal;

-- Whether any lot was ever called so: most codes that are looked up are none.
-- name: LOT_OF_MAKER_NUMBER
SELECT lot FROM lot_revision
 WHERE maker_number IS NOT NULL AND lower(maker_number) = lower(CAST(:number AS TEXT))
 LIMIT 1;

-- name: LOT_BY_MAKER_NUMBER
-- Those that came in and stand first; one whose receipt never was only where there is no other.
SELECT l.id, l.number, p.code, n.maker_number, n.expires, l.product,
       CASE WHEN lower(n.maker_number) = lower(CAST(:number AS TEXT)) THEN 1 ELSE 0 END AS still,
       (SELECT count(*) FROM reversal v WHERE v.reverses = l.action) AS reversed
  FROM lot_revision f
 CROSS JOIN lot l
 CROSS JOIN lot_revision n
 CROSS JOIN product p
 WHERE f.maker_number IS NOT NULL AND lower(f.maker_number) = lower(CAST(:number AS TEXT))
   AND NOT EXISTS (SELECT 1 FROM lot_revision e
                    WHERE e.lot = f.lot AND e.id < f.id AND lower(e.maker_number) = lower(f.maker_number))
   AND l.id = f.lot AND n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id) AND p.id = l.product
 ORDER BY reversed, l.id;

-- Numbers that begin alike, for "did you mean".
-- Lots that came in and stand, whose maker gave them what is our number of another.
-- name: LOT_NAMESAKES
SELECT l.number
  FROM lot o
 CROSS JOIN lot_revision n
 CROSS JOIN lot l
 WHERE o.number = upper(CAST(:number AS TEXT))
   AND n.maker_number IS NOT NULL AND lower(n.maker_number) = lower(CAST(:number AS TEXT))
   AND n.id = (SELECT max(id) FROM lot_revision WHERE lot = n.lot) AND l.id = n.lot AND l.id <> o.id
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action)
 ORDER BY l.id;

-- name: LOT_NUMBERS_NEAR
SELECT t.number
  FROM (SELECT number FROM lot WHERE number >= :from AND number < :to
        UNION
        SELECT maker_number FROM lot_revision
         WHERE maker_number IS NOT NULL
           AND lower(maker_number) >= lower(CAST(:from AS TEXT)) AND lower(maker_number) < lower(CAST(:to AS TEXT))) t
 ORDER BY t.number
 LIMIT 200;

-- name: LOT_MAKER_NUMBER
SELECT n.maker_number FROM lot l JOIN lot_now n ON n.id = l.id WHERE l.number = upper(CAST(:number AS TEXT));

-- Lots that came in and stand, whose maker's number looks like another but is not it.
-- name: LOT_ALIKE
SELECT l.number, n.maker_number
  FROM lot_revision n
 CROSS JOIN lot l
 WHERE n.maker_key IS NOT NULL AND n.maker_key = :key AND lower(n.maker_number) <> lower(CAST(:number AS TEXT))
   AND n.id = (SELECT max(id) FROM lot_revision WHERE lot = n.lot) AND l.id = n.lot
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action)
 ORDER BY l.id;

-- ---- Coming in ----

-- name: LOT_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM lot WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: LOT_INSERT
INSERT INTO lot (action, product, number, series, ordinal, received, price, currency)
VALUES (:action, :product, :number, :series, :ordinal, :received, :price, :currency)
RETURNING *;

-- name: LOT_REVISION_INSERT
INSERT INTO lot_revision (action, lot, maker_number, maker_key, expires, expires_at, supplier, certificate)
VALUES (:action, :lot, :maker_number, :maker_key, :expires, :expires_at, :supplier, :certificate)
RETURNING *;

-- name: LOT_STATUS_INSERT
INSERT INTO lot_status (action, lot, status, at, reason)
VALUES (:action, :lot, :status, :at, :reason)
RETURNING *;

-- name: LOT_ASSAY_INSERT
INSERT INTO assay (action, lot, ingredient, written)
VALUES (:action, :lot, :ingredient, :written)
RETURNING *;

-- name: LOT_COMPOSITION_INSERT
INSERT INTO composition (action, lot, ingredient, amount, unit, per)
VALUES (:action, :lot, :ingredient, :amount, :unit, :per)
RETURNING *;

-- name: LOT_PUT
SELECT m.target AS place FROM move m JOIN place p ON p.id = m.target
 WHERE m.lot = :lot AND p.kind = 'stock'
 ORDER BY m.at, m.id
 LIMIT 1;

-- name: LOT_PLACES
SELECT id, code FROM place_now WHERE kind = 'stock' AND retired = 0 ORDER BY id;

-- The same delivered before in a period, and standing.
-- name: LOT_DELIVERED
SELECT l.number, l.action
  FROM lot l
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN move m ON m.lot = l.id AND m.action = l.action
 WHERE l.product = :product AND l.received >= :from AND l.received < :to AND l.id <> :lot
   AND m.kind = 'receipt' AND m.amount = :amount
   AND r.supplier IS NOT DISTINCT FROM CAST(:supplier AS BIGINT)
   AND r.maker_number IS NOT DISTINCT FROM CAST(:maker_number AS TEXT)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action)
 ORDER BY l.id
 LIMIT 1;

-- Lots of the product whose maker's number looks like this one, this very one first, of those another expiry first.
-- name: LOT_TWIN
SELECT l.number, n.maker_number, n.expires,
       CASE WHEN n.maker_number = CAST(:maker_number AS TEXT) THEN 1 ELSE 0 END AS same,
       CASE WHEN n.expires IS DISTINCT FROM CAST(:expires AS TEXT) THEN 1 ELSE 0 END AS differs
  FROM lot_revision n
  JOIN lot l ON l.id = n.lot
 WHERE n.maker_key IS NOT NULL AND n.maker_key = :key AND l.product = :product AND l.id <> :lot
   AND n.id = (SELECT max(id) FROM lot_revision WHERE lot = n.lot)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action)
 ORDER BY same DESC, differs DESC, l.id
 LIMIT 1;

-- The same on record as opening stock already, by another act that stands.
-- name: LOT_OPENED_BEFORE
SELECT l.number, l.action
  FROM lot l
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN move m ON m.lot = l.id AND m.action = l.action
 WHERE l.product = :product AND l.action <> :action
   AND m.kind = 'opening' AND m.target = :place AND m.amount = :amount AND m.target_container IS NULL
   AND r.maker_number IS NOT DISTINCT FROM CAST(:maker_number AS TEXT)
   AND r.expires IS NOT DISTINCT FROM CAST(:expires AS TEXT)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action)
 ORDER BY l.id
 LIMIT 1;

-- ---- What is in it ----

-- The label, and the newest assay of each ingredient.
-- name: LOT_LABEL
SELECT c.ingredient, c.amount, c.unit, c.per,
       (SELECT a.written FROM assay a WHERE a.lot = l.id AND a.ingredient = c.ingredient ORDER BY a.id DESC LIMIT 1) AS assay
  FROM lot l
  JOIN component_now c ON c.product = l.product
 WHERE l.id = :lot
 ORDER BY c.id;

-- What went into a batch as its lines stand: each amount and what was in it.
-- name: LOT_INPUTS
SELECT b.made_up, n.used, c.ingredient, c.amount, c.unit, c.per
  FROM batch_now b
  JOIN batch_line_now n ON n.batch = b.id
  JOIN composition_now c ON c.lot = n.lot
 WHERE b.lot = :lot
 ORDER BY c.ingredient, c.unit, n.position, n.id;

-- name: LOT_COMPOSITION
SELECT c.id, c.ingredient, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per, p.unit AS per_unit
  FROM composition_now c
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
 WHERE c.lot = :lot
 ORDER BY c.id;

-- Batches made of a lot, and of those, to the end: each once.
-- name: LOT_MADE_OF
WITH RECURSIVE made (lot) AS (
	SELECT b.lot FROM batch_line n JOIN batch b ON b.id = n.batch WHERE n.lot = :lot
	UNION
	SELECT b.lot FROM made m JOIN batch_line n ON n.lot = m.lot JOIN batch b ON b.id = n.batch)
SELECT m.lot FROM made m ORDER BY m.lot;

-- What was made of a lot from an instant on, and of that, to the end, by the lines that stand, and as what each was
-- last judged.
-- name: LOT_REACHED
WITH RECURSIVE made (lot) AS (
	SELECT id FROM lot WHERE id = :lot
	UNION
	SELECT b.lot
	  FROM made m CROSS JOIN batch_line n CROSS JOIN batch b
	 WHERE n.lot = m.lot AND n.used > 0 AND b.id = n.batch AND b.prepared >= :since
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action))
SELECT m.lot, s.status, s.at
  FROM made m
  JOIN lot_status s ON s.id = (SELECT id FROM lot_status WHERE lot = m.lot ORDER BY at DESC, id DESC LIMIT 1)
 WHERE m.lot <> :lot
 ORDER BY m.lot;

-- The first of what it was made of, to the beginning, that must not be used: what was bought before what was made of it.
-- name: LOT_SOURCE_BARRED
WITH RECURSIVE source (lot) AS (
	SELECT n.lot
	  FROM batch b CROSS JOIN batch_line n
	 WHERE b.lot = :lot AND n.batch = b.id AND n.used > 0
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id)
	UNION
	SELECT n.lot
	  FROM source f CROSS JOIN batch b CROSS JOIN batch_line n
	 WHERE b.lot = f.lot AND n.batch = b.id AND n.used > 0
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id))
SELECT coalesce(r.maker_number, l.number) AS number, s.status, s.reason, s.at
  FROM source f
  JOIN lot l ON l.id = f.lot
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN lot_status s ON s.id = (SELECT id FROM lot_status WHERE lot = l.id ORDER BY at DESC, id DESC LIMIT 1)
 WHERE s.status IN ('held', 'recalled', 'rejected')
 ORDER BY CASE WHEN EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id) THEN 1 ELSE 0 END, l.id
 LIMIT 1;

-- name: LOT_OF_VERSION
SELECT b.lot, (SELECT CAST(coalesce(sum(f.amount), 0) AS BIGINT) FROM shelf f WHERE f.lot = b.lot) AS left_now
  FROM batch b
 WHERE b.version = :version
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
 ORDER BY b.lot;

-- name: LOT_UNDECIDED
-- An event of temperature it stood outside in, of which nobody has decided.
SELECT t.number
  FROM temperature_lot w
  JOIN temperature t ON t.id = w.temperature
 WHERE w.lot = :lot AND w.outside = 1
   AND NOT EXISTS (SELECT 1 FROM temperature_lot d
                    WHERE d.temperature = w.temperature AND d.lot = w.lot AND d.decision IS NOT NULL)
 ORDER BY w.id
 LIMIT 1;

-- name: LOT_JUDGED
SELECT status, at, reason, action FROM lot_status WHERE lot = :lot ORDER BY at DESC, id DESC LIMIT 1;

-- name: LOT_MADE_FROM
SELECT DISTINCT n.lot FROM batch b JOIN batch_line n ON n.batch = b.id WHERE b.lot = :lot ORDER BY n.lot;

-- ---- Judging ----

-- name: LOT_BARRED
SELECT {BARRED} AS barred
  FROM lot l
  CROSS JOIN (SELECT CAST(:at AS TEXT) AS at) w
{JUDGED}
  LEFT JOIN container c ON c.id = :container
 WHERE l.id = :lot;

-- name: LOT_STATUS_THEN
SELECT status FROM lot_status WHERE lot = :lot AND at <= :at ORDER BY at DESC, id DESC LIMIT 1;

-- ---- Choosing ----

-- name: LOT_CANDIDATES_OF_PRODUCT
-- In FEFO order, barred ones too: where a lot lies now, and where a later count has found it gone.
SELECT w.lot, w.place, w.container, w.amount, l.number, s.code AS shelf, c.ordinal, c.opened, n.expires, n.expires_at,
       l.received, coalesce({BARRED}, {FOR_ANOTHER}) AS barred,
       CASE WHEN c.until < coalesce(n.expires_at, '9999') THEN c.until ELSE n.expires_at END AS ends
  FROM (SELECT f.lot, f.place, f.container, f.amount, CAST(:at AS TEXT) AS at
          FROM shelf f WHERE f.product = :product AND f.amount > 0
        UNION
        SELECT t.lot, t.place, coalesce(t.container, 0), 0, CAST(:at AS TEXT) FROM tally t CROSS JOIN lot g
         WHERE t.at > :at AND g.id = t.lot AND g.product = :product
           AND NOT EXISTS (SELECT 1 FROM shelf h WHERE h.lot = t.lot AND h.place = t.place
                              AND h.container = coalesce(t.container, 0) AND h.amount > 0)) w
  CROSS JOIN lot l
  CROSS JOIN place s
{JUDGED}
  LEFT JOIN container c ON c.id = w.container
 WHERE l.id = w.lot AND s.id = w.place
 ORDER BY CASE WHEN w.container = 0 THEN 1 ELSE 0 END, ends NULLS LAST, l.received, l.id, w.container, w.place;

-- How much of one ingredient is in a lot.
-- name: LOT_STRENGTH
SELECT c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per
  FROM composition c
 WHERE c.lot = :lot AND c.ingredient = :ingredient
   AND c.action = (SELECT max(action) FROM composition WHERE lot = :lot)
 ORDER BY c.id
 LIMIT 1;

-- name: LOT_PRODUCTS_MEETING
{MEETS}
UNION
SELECT r.product FROM reconstitution r WHERE r.powder IN ({MEETS})
ORDER BY 1;

-- name: LOT_PRODUCTS_DISSOLVED
SELECT r.product FROM reconstitution r WHERE r.powder = :product ORDER BY r.product;

-- The only active ingredient of a product, for its dissolved form.
-- name: LOT_ONLY_ACTIVE
SELECT k.ingredient, k.amount, k.unit, k.per
  FROM component_now k
  JOIN ingredient_now i ON i.id = k.ingredient
 WHERE k.product = :product AND k.amount IS NOT NULL AND i.class NOT IN ('solvent/diluent', 'buffer/excipient')
 ORDER BY k.id;

-- ---- Opening ----

-- name: LOT_OPENED_IN_ACT
SELECT c.id, c.ordinal, f.amount
  FROM container c
  JOIN shelf f ON f.lot = c.lot AND f.place = :place AND f.container = c.id
 WHERE c.action = :action AND c.lot = :lot AND f.amount > 0
 ORDER BY c.id
 LIMIT 1;

-- name: LOT_NEXT_CONTAINER
SELECT coalesce(max(ordinal), 0) + 1 AS ordinal FROM container WHERE lot = :lot;

-- name: LOT_CONTAINER_INSERT
INSERT INTO container (action, lot, ordinal, opened, until, person)
VALUES (:action, :lot, :ordinal, :opened, :until, :person)
RETURNING *;

-- name: LOT_CONTAINER_UNTIL
SELECT ordinal, until FROM container_now WHERE id = :container;

-- name: LOT_RECONSTITUTION
SELECT product FROM reconstitution WHERE powder = :powder AND diluent = :diluent;

-- name: LOT_RECONSTITUTION_INSERT
INSERT INTO reconstitution (action, powder, diluent, product)
VALUES (:action, :powder, :diluent, :product)
RETURNING *;

-- name: LOT_BATCH_INSERT
INSERT INTO batch (action, lot, version, maker, prepared, target, made_up, measured, kept, unit, packs, chair)
VALUES (:action, :lot, NULL, :maker, :prepared, :made_up, :made_up, :measured, :made_up, 'L', 1, 0)
RETURNING *;

-- name: LOT_BATCH_LINE_INSERT
INSERT INTO batch_line (action, batch, position, line, lot, container, required, required_over, used, unit,
                        factor, factor_over, step, picked, reason)
VALUES (:action, :batch, :position, NULL, :lot, :container, :required, 1, :required, :unit, 1, 1, 1, :picked, :reason)
RETURNING *;

-- name: LOT_BUD_TERM_INSERT
INSERT INTO bud_term (action, batch, term, until, governs)
VALUES (:action, :batch, :term, :until, :governs)
RETURNING *;

-- ---- Going out and counting ----

-- Where a lot (or one of its containers) lies now.
-- name: LOT_LIES
SELECT f.place, f.container, f.amount, s.code, c.ordinal
  FROM shelf f
  JOIN place s ON s.id = f.place
  LEFT JOIN container c ON c.id = f.container
 WHERE f.lot = :lot AND f.amount > 0
   AND (CAST(:container AS BIGINT) IS NULL OR f.container = :container)
   AND (CAST(:place AS BIGINT) IS NULL OR f.place = :place)
 ORDER BY f.container, s.code, f.place;

-- Where it ever lay, newest first: for a count of what is no longer there.
-- name: LOT_LAY
SELECT f.place, s.code, f.amount
  FROM shelf f
  JOIN place s ON s.id = f.place
 WHERE f.lot = :lot AND f.container = :container
 ORDER BY CASE WHEN f.amount > 0 THEN 0 ELSE 1 END, f.place;

-- name: LOT_EVER_CAME
-- All that ever came of a lot, or was made.
SELECT CAST(coalesce(sum(m.amount), 0) AS BIGINT) AS amount
  FROM move m
 WHERE m.lot = :lot AND m.kind IN ('receipt', 'opening', 'make')
   AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = m.id);

-- name: LOT_DRIFT
-- What counts there have posted since the last of them that opened a deviation: little by little is as much.
SELECT CAST(coalesce(sum(t.counted - t.expected), 0) AS BIGINT) AS drift
  FROM tally t
 WHERE t.lot = :lot AND t.place = :place AND coalesce(t.container, 0) = :container AND t.action < :action
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
   AND NOT EXISTS (SELECT 1 FROM tally u JOIN deviation d ON d.lot = u.lot AND d.action = u.action
                    WHERE u.lot = t.lot AND u.place = t.place AND coalesce(u.container, 0) = coalesce(t.container, 0)
                      AND u.action >= t.action);

-- name: LOT_TALLY_INSERT
INSERT INTO tally (action, lot, place, container, at, counted, expected, blind)
VALUES (:action, :lot, :place, :container, :at, :counted, :expected, :blind)
RETURNING *;

-- name: LOT_COUNTED_BY
SELECT a.person FROM tally t JOIN action a ON a.id = t.action WHERE t.id = :tally;

-- What is to be counted: a row for each lot and opened container that lies there; expected is left out of a blind sheet.
-- name: LOT_COUNT_SHEET
--| title    Count sheet
--| place    text   Place
--| product  text   Product
--| lot      text   Lot
--| maker    text   Maker's lot [hide=narrow]
--| each     amount Of
--| expected amount Expected [quiet]
--| counted  text   Counted   [width=12, lines=2]
--| by       text   By        [width=8]
SELECT s.code AS place, p.code AS product, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot,
       r.maker_number AS maker, p.size AS each, p.unit,
       CASE WHEN CAST(:blind AS BIGINT) = 0 THEN f.amount END AS expected, '________' AS counted, '____' AS by
  FROM place s
  CROSS JOIN shelf f
  JOIN lot l ON l.id = f.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  LEFT JOIN container c ON c.id = f.container
 WHERE f.place = s.id AND f.amount > 0 AND s.kind = 'stock'
   AND (CAST(:place AS BIGINT) IS NULL OR s.id = :place)
 ORDER BY s.code, p.code, l.id, c.ordinal NULLS FIRST;

-- ---- Correcting ----

-- name: LOT_REVISION
SELECT maker_number, expires, expires_at, supplier, certificate
  FROM lot_revision
 WHERE lot = :lot
 ORDER BY id DESC
 LIMIT 1;

-- The zone of the site where it was received.
-- name: LOT_ZONE
SELECT s.zone
  FROM move m
  JOIN place p ON p.id = m.target
  JOIN site s ON s.id = p.site
 WHERE m.lot = :lot
 ORDER BY m.at, m.id
 LIMIT 1;

-- What happened since, and stands, to the lots that an act brought.
-- name: LOT_ACTS_SINCE
SELECT l.id AS lot, a.id, a.verb, l.number
  FROM move b
  CROSS JOIN move m
  JOIN lot l ON l.id = b.lot
  JOIN action a ON a.id = m.action
 WHERE b.action = :action AND b.kind IN ('receipt', 'opening', 'make')
   AND m.lot = b.lot AND m.action <> :action AND m.kind NOT IN ('count', 'make', 'loss')
   AND m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = m.id)
 UNION
SELECT l.id, a.id, a.verb, l.number
  FROM move b
  CROSS JOIN move m
  JOIN lot l ON l.id = b.lot
  JOIN action a ON a.id = m.action
 WHERE b.action = :action AND b.kind = 'open'
   AND m.lot = b.lot AND m.action <> :action AND m.source_container = b.target_container AND m.kind <> 'count'
   AND m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = m.id)
 UNION
SELECT l.id, a.id, a.verb, l.number
  FROM move b
  CROSS JOIN tally t
  JOIN lot l ON l.id = b.lot
  JOIN action a ON a.id = t.action
 WHERE b.action = :action AND b.kind IN ('receipt', 'opening', 'make')
   AND t.lot = b.lot AND t.action <> :action
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
 ORDER BY 1, 2;

-- name: LOT_NEVER_CAME
SELECT l.number, v.reverses, v.action FROM lot l JOIN reversal v ON v.reverses = l.action WHERE l.id = :lot;

-- What was used or given of :lot, and stands, although as is known now it was barred then; by the line or syringe it
-- was for, however many containers it came from.
-- part: WRONG_USES
SELECT e.at, e.lot, e.action, e.batch_line, e.syringe, e.barred, CAST(sum(e.amount) AS BIGINT) AS amount
  FROM (SELECT w.at, w.lot, w.action, w.batch_line, w.syringe, w.amount, {BARRED} AS barred
          FROM move w
          JOIN lot l ON l.id = w.lot
{JUDGED}
          LEFT JOIN container c ON c.id = w.source_container
         WHERE w.lot = :lot AND w.kind IN ('use', 'give') AND w.reverses IS NULL
           AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = w.id)) e
 WHERE e.barred IS NOT NULL
 GROUP BY e.at, e.lot, e.action, e.batch_line, e.syringe, e.barred

-- The batch line or the syringe that a move m went into, and whose they are.
-- part: WENT_INTO
  LEFT JOIN batch_line n ON n.id = m.batch_line
  LEFT JOIN batch b ON b.id = n.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN syringe y ON y.id = m.syringe
  LEFT JOIN session se ON se.id = y.session

-- name: LOT_USES_BARRED
--| title Uses that would have been refused
--| at      instant Used
--| used    text    Lot
--| amount  amount  Amount
--| what    text    In
--| barred  text    Because it was
SELECT m.at, l.number AS used, m.amount, p.unit, m.barred,
       coalesce(bl.number || ' line ' || CAST(n.position AS TEXT), se.number || ' syringe ' || CAST(y.position AS TEXT),
                a.verb) AS what
  FROM ({WRONG_USES}) m
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
  JOIN action a ON a.id = m.action
{WENT_INTO}
 ORDER BY m.at, m.action, m.batch_line NULLS LAST, m.syringe NULLS LAST;

-- The first of them that no deviation looks into for that cause: what was opened for another one says nothing of it.
-- name: LOT_USE_UNEXPLAINED
SELECT m.at, l.number, m.barred, n.batch, y.session, coalesce(bl.number, se.number) AS what
  FROM ({WRONG_USES}) m
  JOIN lot l ON l.id = m.lot
  JOIN action a ON a.id = m.action
{WENT_INTO}
 WHERE NOT EXISTS (SELECT 1 FROM deviation d
                    WHERE d.lot = m.lot AND d.action >= m.action AND d.what LIKE '%it was ' || m.barred
                      AND (d.action = m.action OR d.batch = n.batch OR d.session = y.session
                           OR (n.batch IS NULL AND y.session IS NULL)))
 ORDER BY m.at, m.action, m.batch_line NULLS LAST, m.syringe NULLS LAST
 LIMIT 1;

-- What was put into a powder's solution, as its lines stand: some may have been amended since, in another act.
-- name: LOT_LINES_MADE_IN
SELECT n.id
  FROM move m
  JOIN batch b ON b.lot = m.lot
  JOIN batch_line_now n ON n.batch = b.id
 WHERE m.action = :action AND m.kind = 'make' AND n.used > 0
 ORDER BY n.id;

-- name: LOT_COMPOSED
SELECT ingredient, amount, unit, per FROM composition_now WHERE lot = :lot ORDER BY id;

-- ---- Showing ----

-- What lies of a lot at a place: whole containers and what is open; the first of the opened ones to end.
-- part: ON_HAND
SELECT f.lot, f.place,
       CAST(sum(CASE WHEN f.container = 0 THEN f.amount ELSE 0 END) AS BIGINT) AS unopened,
       CAST(sum(CASE WHEN f.container > 0 AND f.amount > 0 THEN 1 ELSE 0 END) AS BIGINT) AS open,
       CAST(sum(CASE WHEN f.container > 0 THEN f.amount ELSE 0 END) AS BIGINT) AS "left",
       CAST(sum(f.amount) AS BIGINT) AS amount,
       CAST(sum(CASE WHEN f.container > 0 AND f.amount > 0 AND c.until <= :at THEN 1 ELSE 0 END) AS BIGINT) AS past,
       CAST(sum(CASE WHEN f.container > 0 AND c.until <= :at THEN f.amount ELSE 0 END) AS BIGINT) AS past_left,
       min(CASE WHEN f.amount > 0 AND c.until <= :at THEN c.ordinal END) AS past_first,
       coalesce(min(CASE WHEN f.amount > 0 AND c.until > :at THEN c.until END),
                min(CASE WHEN f.amount > 0 THEN c.until END)) AS open_until,
       max(CASE WHEN f.amount > 0 AND f.container > 0 THEN coalesce(c.until, '9999') END) AS open_last

-- part: LISTED
SELECT l.number AS lot, p.code AS product, n.maker_number, s.code AS place, p.unit, h.amount,
       CASE WHEN p.size IS NULL THEN 0 ELSE h.unopened / p.size END AS packs,
       CASE WHEN p.size IS NULL THEN h.unopened WHEN h.unopened = 0 THEN 0 ELSE p.size END AS packs_each,
       h.open - CASE WHEN h.unopened = 0 AND h.open = h.past THEN 0 ELSE h.past END AS packs_open,
       h."left" - CASE WHEN h.unopened = 0 AND h.open = h.past THEN 0 ELSE h.past_left END AS packs_left,
       CASE WHEN h.open_until < coalesce(n.expires_at, '9999')
             AND (h.unopened = 0 OR h.open > h.past) THEN h.open_until
            ELSE coalesce(n.expires, n.expires_at) END AS until,
       coalesce(n.expires, n.expires_at) AS expires, h.open_until,
       CASE WHEN h.amount = 0 THEN 'empty'
            ELSE coalesce({BARRED}, CASE WHEN h.unopened = 0 AND h.open_last <= w.at THEN 'past its in-use limit'
                                          WHEN h.past = 1 THEN 'usable, not /' || CAST(h.past_first AS TEXT)
                                          WHEN h.past > 1 THEN 'usable, not ' || CAST(h.past AS TEXT) || ' opened' END,
                          'usable') END AS barred,
       (SELECT string_agg(x.says, ', ') FROM (SELECT says FROM signed WHERE lot = l.id ORDER BY id) x) AS signed

-- part: LISTED_WITH
  JOIN lot l ON l.id = h.lot
  JOIN product p ON p.id = l.product
  JOIN place s ON s.id = h.place
  CROSS JOIN (SELECT CAST(:at AS TEXT) AS at) w
{JUDGED}
  LEFT JOIN container c ON c.id = 0
 WHERE (CAST(:product AS BIGINT) IS NULL OR l.product = :product)
   AND (CAST(:place AS BIGINT) IS NULL OR h.place = :place)
 ORDER BY p.code, coalesce(n.expires, n.expires_at) NULLS LAST, l.received, l.id, s.code

-- name: LOT_LIST
--| lot          text    Lot
--| product      text    Product
--| signed       text    Signed [hide=narrow]
--| maker_number text    Maker's lot
--| place        text    Place
--| packs        packs   On hand
--| amount       amount  Amount      [hide=table]
--| until        instant Until [day]
--| expires      text    Expires     [hide=table]
--| open_until   instant Open until  [hide=table]
--| barred       text    Usable      [flag=usable:green, flag=expired:red, flag=held:amber, flag=recalled:red]
{LISTED}
  FROM ({ON_HAND}
          FROM product q
         CROSS JOIN shelf f
          LEFT JOIN container_now c ON c.id = f.container
         WHERE f.product = q.id AND f.amount > 0
           AND (CAST(:product AS BIGINT) IS NULL OR q.id = :product)
         GROUP BY f.lot, f.place) h
{LISTED_WITH};

-- name: LOT_LIST_ALL
-- What is gone, too.
--| lot          text    Lot
--| product      text    Product
--| signed       text    Signed [hide=narrow]
--| maker_number text    Maker's lot
--| place        text    Place
--| packs        packs   On hand
--| amount       amount  Amount      [hide=table]
--| until        instant Until [day]
--| expires      text    Expires     [hide=table]
--| open_until   instant Open until  [hide=table]
--| barred       text    Usable      [flag=usable:green, flag=expired:red, flag=held:amber, flag=recalled:red]
{LISTED}
  FROM ({ON_HAND}
          FROM shelf f
          LEFT JOIN container_now c ON c.id = f.container
         WHERE CAST(:product AS BIGINT) IS NULL OR f.product = :product
         GROUP BY f.lot, f.place) h
{LISTED_WITH};

-- name: LOT_SHOW
--| form
--| lot          text    Lot
--| product      text    Product
--| maker_number text    Maker's lot
--| earlier      text    Entered before as
--| status       text    Status
--| reason       text    Because
--| barred       text    Usable now
--| received     instant Received
--| expires      text    Expires
--| until        instant Usable until
--| supplier     text    Supplier
--| certificate  text    Certificate
--| price        text    Price
--| act          count   Entered in act
SELECT l.number AS lot, p.code AS product, n.maker_number, n.expires, n.expires_at AS until, l.received, n.certificate,
       l.action AS act, k.status, k.reason, s.name AS supplier,
       coalesce({BARRED}, CASE WHEN EXISTS (SELECT 1 FROM shelf h WHERE h.lot = l.id AND h.amount > 0) THEN 'usable'
                               ELSE 'empty' END) AS barred,
       (SELECT string_agg(e.maker_number, ', ')
          FROM (SELECT r.maker_number FROM lot_revision r
                 WHERE r.lot = l.id AND r.maker_number <> coalesce(n.maker_number, '')
                 GROUP BY r.maker_number ORDER BY min(r.id)) e) AS earlier,
       CAST(l.price / 100 AS TEXT) || '.' || substr(CAST(100 + l.price % 100 AS TEXT), 2, 2) || ' ' || l.currency AS price
  FROM lot l
  JOIN product p ON p.id = l.product
  JOIN lot_status k ON k.id = (SELECT id FROM lot_status WHERE lot = l.id ORDER BY at DESC, id DESC LIMIT 1)
  CROSS JOIN (SELECT CAST(:at AS TEXT) AS at) w
{JUDGED}
  LEFT JOIN supplier_now s ON s.id = n.supplier
  LEFT JOIN container c ON c.id = 0
 WHERE l.id = :lot;

-- name: LOT_SHOW_CONTENT
--| title    In it
--| code     text     Ingredient
--| strength strength Strength
--| label    strength By the label
--| assay    text     Assay
SELECT i.code, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per, p.unit AS strength_per_unit,
       k.amount AS label, k.unit AS label_unit, k.per AS label_per, p.unit AS label_per_unit,
       (SELECT a.written FROM assay a WHERE a.lot = c.lot AND a.ingredient = c.ingredient ORDER BY a.id DESC LIMIT 1) AS assay
  FROM composition_now c
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
  JOIN ingredient i ON i.id = c.ingredient
  LEFT JOIN component_now k ON k.product = l.product AND k.ingredient = c.ingredient
 WHERE c.lot = :lot
 ORDER BY c.id;

-- name: LOT_SHOW_MIXTURE
-- The same of what was made here, which has no label.
--| title    In it
--| code     text     Ingredient
--| strength strength Strength
SELECT i.code, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per, p.unit AS strength_per_unit
  FROM composition_now c
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
  JOIN ingredient i ON i.id = c.ingredient
 WHERE c.lot = :lot
 ORDER BY c.id;

-- name: LOT_SHOW_PLACES
--| title     Where it is
--| location  text    Lot
--| place     text    Place
--| packs     packs   On hand
--| opened    instant Opened
--| until     instant Until
SELECT CASE WHEN c.id IS NULL THEN l.number ELSE l.number || '/' || CAST(c.ordinal AS TEXT) END AS location,
       s.code AS place, p.unit, c.opened, c.until,
       CASE WHEN p.size IS NULL OR c.id IS NOT NULL THEN 0 ELSE f.amount / p.size END AS packs,
       CASE WHEN p.size IS NULL OR c.id IS NOT NULL THEN f.amount ELSE p.size END AS packs_each
  FROM shelf f
  JOIN lot l ON l.id = f.lot
  JOIN product p ON p.id = l.product
  JOIN place s ON s.id = f.place
  LEFT JOIN container_now c ON c.id = f.container
 WHERE f.lot = :lot AND f.amount > 0
 ORDER BY f.container, s.code;

-- name: LOT_SHOW_STATUSES
--| title  Judged
--| at     instant When
--| status text    Status
--| reason text    Because
--| person text    By
SELECT k.at, k.status, k.reason, p.code AS person
  FROM lot_status k
  JOIN action a ON a.id = k.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE k.lot = :lot
 ORDER BY k.at, k.id;

-- name: LOT_SHOW_COUNTS
-- Who counted it, and who saw it: a line for each who signed, and whether who counted did.
--| title    Counted
--| at       instant When
--| place    text    In
--| counted  amount  Found
--| expected amount  Expected [hide=narrow]
--| blind    flag    Blind
--| by       text    By [hide=narrow]
--| meaning  text    Signed as
--| name     text    By whom
--| signed   instant When signed [zone]
--| state    text    State [flag=not signed:amber]
SELECT t.at, w.code AS place, t.counted, t.expected, p.unit, t.blind, c.code AS by, g.meaning,
       s.name || ' (' || s.code || ')' AS name, d.entered AS signed,
       CASE WHEN EXISTS (SELECT 1 FROM unsigned_tally u WHERE u.tally = t.id) THEN 'not signed' END AS state
  FROM tally t
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
  JOIN place w ON w.id = t.place
  LEFT JOIN act_by c ON c.action = t.action
  LEFT JOIN signature g ON g.tally = t.id
  LEFT JOIN action d ON d.id = g.action
  LEFT JOIN person_now s ON s.id = g.person
 WHERE t.lot = :lot AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
 ORDER BY t.at, t.id, g.id;

-- name: LOT_SHOW_REVISIONS
--| title        As entered
--| entered      instant Entered
--| maker_number text    Maker's lot
--| expires      text    Expires
--| supplier     text    Supplier
--| certificate  text    Certificate
--| reason       text    Because
--| person       text    By
SELECT a.entered, r.maker_number, r.expires, s.code AS supplier, r.certificate, a.reason, p.code AS person
  FROM lot_revision r
  JOIN action a ON a.id = r.action
  LEFT JOIN act_by p ON p.action = a.id
  LEFT JOIN supplier s ON s.id = r.supplier
 WHERE r.lot = :lot
   AND (SELECT count(*) FROM lot_revision o WHERE o.lot = :lot) > 1
 ORDER BY r.id;

-- name: LOT_SHOW_ASSAYS
--| title      Assays as entered
--| entered    instant Entered
--| ingredient text    Ingredient
--| assay      text    Assay
--| reason     text    Because
--| person     text    By
SELECT a.entered, i.code AS ingredient, y.written AS assay, a.reason, p.code AS person
  FROM assay y
  JOIN action a ON a.id = y.action
  JOIN ingredient i ON i.id = y.ingredient
  LEFT JOIN act_by p ON p.action = a.id
 WHERE y.lot = :lot
   AND EXISTS (SELECT 1 FROM assay o JOIN lot l ON l.id = o.lot WHERE o.lot = y.lot AND o.action > l.action)
 ORDER BY y.id;

-- name: LOT_SHOW_VERDICTS
-- What the rules said of the lot itself: of a batch it stands with the batch.
--| title   What the rules said
--| at      instant When
--| rule    text    Rule
--| outcome text    Outcome
--| text    text    What it said
--| reason  text    Because
--| by      text    By
SELECT a.entered AS at, r.code AS rule, v.outcome, v.text, v.reason, p.code AS by
  FROM verdict v
  JOIN action a ON a.id = v.action
  JOIN rule_revision q ON q.id = v.rule_revision
  JOIN rule r ON r.id = q.rule
  LEFT JOIN act_by p ON p.action = a.id
 WHERE v.lot = :lot AND v.batch IS NULL AND v.session IS NULL AND v.version IS NULL
 ORDER BY v.id;

-- name: LOT_LEDGER
-- Line by line, as the moves stand here: by instant, then as they were entered, a reversal beside what it reverses.
--| title    Ledger
--| act      count   Act
--| at       instant When
--| what     text    What
--| came     text    From
--| went     text    To
--| amount   amount  Amount
--| balance  amount  On hand
--| because  text    In          [hide=table]
--| reason   text    Because     [hide=table]
--| person   text    By          [hide=table]
--| entered  instant Entered     [hide=table]
SELECT m.action AS act, m.at,
       CASE WHEN o.id IS NULL THEN m.kind ELSE 'undoes ' || o.kind END AS what,
       CASE WHEN sc.id IS NULL THEN s.code ELSE s.code || '/' || CAST(sc.ordinal AS TEXT) END AS came,
       CASE WHEN tc.id IS NULL THEN t.code ELSE t.code || '/' || CAST(tc.ordinal AS TEXT) END AS went,
       m.amount, p.unit,
       CAST(sum(CASE WHEN t.kind = 'stock' THEN m.amount ELSE 0 END
              - CASE WHEN s.kind = 'stock' THEN m.amount ELSE 0 END) OVER (ORDER BY m.at, coalesce(o.id, m.id), m.id) AS BIGINT) AS balance,
       coalesce(bl.number, se.number, a.verb) AS because, a.reason, e.code AS person, a.entered
  FROM move m
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
  JOIN place s ON s.id = m.source
  JOIN place t ON t.id = m.target
  JOIN action a ON a.id = m.action
  LEFT JOIN act_by e ON e.action = a.id
  LEFT JOIN container sc ON sc.id = m.source_container
  LEFT JOIN container tc ON tc.id = m.target_container
  LEFT JOIN move o ON o.id = m.reverses
{WENT_INTO}
 WHERE m.lot = :lot
 ORDER BY m.at, coalesce(o.id, m.id), m.id;

-- name: LOT_ACT_CALLED_BACK
-- A lot that an act moved, which a recall that is not closed, and no drill, touches.
SELECT l.number AS lot, r.number AS recall
  FROM move m
  CROSS JOIN recall_step t
  CROSS JOIN recall r
  CROSS JOIN lot l
 WHERE m.action = :action AND t.lot IS NOT NULL AND t.lot = m.lot AND t.kind = 'lot' AND r.id = t.recall AND r.drill = 0
   AND l.id = m.lot
   AND NOT EXISTS (SELECT 1 FROM recall_step c WHERE c.recall = r.id AND c.kind = 'closed')
 ORDER BY r.id, l.id DESC
 LIMIT 1;

-- name: LOT_ACT_STOPPED
-- A lot that an act brought and that is held or recalled now.
SELECT l.number AS lot, s.status, s.reason
  FROM move m
  CROSS JOIN lot l
  JOIN lot_status s ON s.id = (SELECT id FROM lot_status WHERE lot = l.id ORDER BY at DESC, id DESC LIMIT 1)
 WHERE m.action = :action AND m.kind IN ('receipt', 'opening', 'make') AND l.id = m.lot AND s.status IN ('held', 'recalled')
 ORDER BY l.id
 LIMIT 1;

-- name: LOT_RECALL_OPEN
-- The recall, not a drill, that touches a lot and is not closed.
SELECT r.number
  FROM recall_step t
  CROSS JOIN recall r
 WHERE t.lot IS NOT NULL AND t.lot = :lot AND t.kind = 'lot' AND r.id = t.recall AND r.drill = 0
   AND NOT EXISTS (SELECT 1 FROM recall_step c WHERE c.recall = r.id AND c.kind = 'closed')
 ORDER BY r.id
 LIMIT 1;
