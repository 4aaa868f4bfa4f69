-- Signatures, and the rows whose SHA-256 they bind to.

-- name: SIGNATURE_INSERT
INSERT INTO signature (action, person, meaning, lot, batch, version, session, rule, deviation, tally, recall, reaction, seal,
                       content)
VALUES (:action, :person, :meaning, :lot, :batch, :version, :session, :rule, :deviation, :tally, :recall, :reaction, :seal,
        :content)
RETURNING *;

-- With the name as it was printed when it was signed.
-- part: SIGNATURE_ROW
SELECT s.id, s.action, s.person, p.code, r.name, s.meaning, a.entered, s.content
  FROM signature s
  JOIN person p ON p.id = s.person
  JOIN person_revision r ON r.id = (SELECT max(id) FROM person_revision WHERE person = s.person AND action <= s.action)
  JOIN action a ON a.id = s.action

-- name: SIGNATURE_OF_LOT
{SIGNATURE_ROW}
 WHERE s.lot = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_BATCH
{SIGNATURE_ROW}
 WHERE s.batch = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_VERSION
{SIGNATURE_ROW}
 WHERE s.version = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_SESSION
{SIGNATURE_ROW}
 WHERE s.session = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_RULE
{SIGNATURE_ROW}
 WHERE s.rule = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_DEVIATION
{SIGNATURE_ROW}
 WHERE s.deviation = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_TALLY
{SIGNATURE_ROW}
 WHERE s.tally = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_RECALL
{SIGNATURE_ROW}
 WHERE s.recall = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_REACTION
{SIGNATURE_ROW}
 WHERE s.reaction = :subject
 ORDER BY s.id;

-- name: SIGNATURE_OF_SEAL
{SIGNATURE_ROW}
 WHERE s.seal = :subject
 ORDER BY s.id;

-- What is signed, row by row in a fixed order; codes and amounts, so that it can be checked by eye; with the act that
-- entered it (act) where what was corrected and corrected back is signed again all the same.

-- name: CONTENT_OF_LOT
SELECT l.number, p.code AS product, r.maker_number, r.expires, r.expires_at, r.certificate
  FROM lot l
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
 WHERE l.id = :subject;

-- name: CONTENT_OF_LOT_PARTS
SELECT i.code AS ingredient, c.amount, c.unit, c.per, c.action AS act
  FROM composition_now c JOIN ingredient i ON i.id = c.ingredient
 WHERE c.lot = :subject
 ORDER BY i.code, c.unit, c.id;

-- name: CONTENT_OF_BATCH
SELECT l.number, b.version, b.prepared, b.target, b.made_up, b.kept, b.unit, b.packs, b.chair, b.equipment, b.environment, r.expires_at, r.action AS act
  FROM batch_now b
  JOIN lot l ON l.id = b.lot
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
 WHERE b.id = :subject;

-- name: CONTENT_OF_BATCH_LINES
SELECT b.position, b.action AS act, l.number AS lot, c.ordinal AS container, b.required, b.required_over, b.used,
       b.unit, b.factor, b.factor_over, b.strength, b.strength_unit, b.strength_per, b.reason
  FROM batch_line_now b
  JOIN lot l ON l.id = b.lot
  LEFT JOIN container c ON c.id = b.container
 WHERE b.batch = :subject
 ORDER BY b.position, b.id;

-- name: CONTENT_OF_BATCH_PARTS
SELECT i.code AS ingredient, c.amount, c.unit, c.per, c.action AS act
  FROM batch b
  JOIN composition_now c ON c.lot = b.lot
  JOIN ingredient i ON i.id = c.ingredient
 WHERE b.id = :subject
 ORDER BY i.code, c.unit, c.id;

-- name: CONTENT_OF_BATCH_PATIENTS
SELECT p.code AS patient
  FROM batch_patient b JOIN patient p ON p.id = b.patient
 WHERE b.batch = :subject
 ORDER BY p.code;

-- name: CONTENT_OF_VERSION
SELECT c.code, v.number, v.patient, v.yield, v.unit, v.session_volume, v.technique, v.area, v.needle, v.device, v.depth,
       v.points, v.keeps, v.storage, v.stability, v.description, v.closure, v.quality, v.sessions, v.interval_days,
       v.maintenance_days, v.regime, v.process
  FROM version_now v JOIN recipe c ON c.id = v.recipe
 WHERE v.id = :subject;

-- name: CONTENT_OF_VERSION_LINES
SELECT l.position, l.kind, p.code AS product, i.code AS ingredient, l.amount, l.unit, l.per
  FROM line_now l
  LEFT JOIN product p ON p.id = l.product
  LEFT JOIN ingredient i ON i.id = l.ingredient
 WHERE l.version = :subject
 ORDER BY l.position, l.id;

-- name: CONTENT_OF_VERSION_STEPS
SELECT s.position, s.text, s.critical
  FROM step_now s
 WHERE s.version = :subject
 ORDER BY s.position, s.id;

-- name: CONTENT_OF_SESSION
SELECT s.number, p.code AS patient, g.code AS practitioner, s.at, s.ended, s.indication, s.notes, s.consent
  FROM session s
  JOIN patient p ON p.id = s.patient
  LEFT JOIN person g ON g.id = s.practitioner
 WHERE s.id = :subject;

-- name: CONTENT_OF_SESSION_SYRINGES
SELECT y.position, l.number AS lot, c.ordinal AS container, y.given, y.wasted, y.unit, y.technique, y.needle, y.device,
       y.cartridge, y.depth, y.points
  FROM syringe y
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN container c ON c.id = y.container
 WHERE y.session = :subject
 ORDER BY y.position, y.id;

-- name: CONTENT_OF_SESSION_AREAS
SELECT y.position AS syringe, a.position, a.area, a.given, a.points
  FROM syringe y JOIN syringe_area a ON a.syringe = y.id
 WHERE y.session = :subject
 ORDER BY y.position, a.position, a.id;

-- name: CONTENT_OF_SESSION_LINES
SELECT y.position AS syringe, b.position, b.action AS act, l.number AS lot, b.used, b.unit
  FROM syringe y
 CROSS JOIN batch t
 CROSS JOIN batch_line b
 CROSS JOIN lot l
 WHERE y.session = :subject AND t.lot = y.lot AND b.batch = t.id AND l.id = b.lot
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = b.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
 ORDER BY y.position, b.position, b.id;

-- name: CONTENT_OF_SESSION_PARTS
-- What was in each syringe: an assay, or a batch within the batch, that is corrected changes it.
SELECT y.position AS syringe, i.code AS ingredient, c.amount, c.unit, c.per, c.action AS act
  FROM syringe y
 CROSS JOIN composition c
 CROSS JOIN ingredient i
 WHERE y.session = :subject AND c.lot = y.lot AND i.id = c.ingredient
   AND c.action = (SELECT max(action) FROM composition WHERE lot = y.lot)
 ORDER BY y.position, y.id, i.code, c.unit, c.id;

-- name: CONTENT_OF_SESSION_SCREENING
-- What was asked before it, and answered.
SELECT k.condition, k.answer, k.found, k.note FROM screening k WHERE k.session = :subject ORDER BY k.id;

-- name: CONTENT_OF_RULE
-- One version of a rule: that it was approved is what the signature says.
SELECT u.code, r.kind, r.severity, r.override, r.scope, i.code AS ingredient, c.code AS class, p.code AS product,
       wi.code AS with_ingredient, wc.code AS with_class, wp.code AS with_product, r.condition, r.measure, r.least,
       r.amount, r.unit, r.per, r.per_unit, r.span, r.area, r.indication, r.regime, r.storage, r.since, r.till, r.text,
       r.jurisdiction, r.evidence, r.source, r.requirement, r.retired
  FROM rule_revision r
  JOIN rule u ON u.id = r.rule
  LEFT JOIN ingredient i ON i.id = r.ingredient
  LEFT JOIN class c ON c.id = r.class
  LEFT JOIN product p ON p.id = r.product
  LEFT JOIN ingredient wi ON wi.id = r.with_ingredient
  LEFT JOIN class wc ON wc.id = r.with_class
  LEFT JOIN product wp ON wp.id = r.with_product
 WHERE r.id = :subject;

-- name: CONTENT_OF_RULE_RANGES
SELECT p.technique, p.gauge, p.sessions_least, p.sessions_most, p.interval_least, p.interval_most, p.maintenance_least,
       p.maintenance_most, p.depth_least, p.depth_most, p.point_least, p.point_most, p.volume_least, p.volume_most
  FROM protocol p
 WHERE p.rule_revision = :subject;

-- name: CONTENT_OF_DEVIATION
SELECT d.number, d.what, l.number AS lot, b.number AS batch, s.number AS session, a.exception
  FROM deviation d
  JOIN action a ON a.id = d.action
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch t ON t.id = d.batch
  LEFT JOIN lot b ON b.id = t.lot
  LEFT JOIN session s ON s.id = d.session
 WHERE d.id = :subject;

-- name: CONTENT_OF_DEVIATION_STATUS
SELECT s.status, s.text, s.decision, s.done, s.others, s.measures, p.code AS responsible, s.due, m.measures AS settles
  FROM deviation_status s
  LEFT JOIN deviation_status m ON m.id = s.settles
  LEFT JOIN person p ON p.id = s.responsible
 WHERE s.deviation = :subject
 ORDER BY s.id;

-- name: CONTENT_OF_TALLY
SELECT l.number AS lot, p.code AS place, c.ordinal AS container, t.at, t.counted, t.expected, t.blind
  FROM tally t
  JOIN lot l ON l.id = t.lot
  JOIN place p ON p.id = t.place
  LEFT JOIN container c ON c.id = t.container
 WHERE t.id = :subject;

-- name: CONTENT_OF_REACTION
SELECT r.number, s.number AS session, p.code AS patient, r.kind, r.onset, r.area, r.told_by
  FROM reaction r
  JOIN session s ON s.id = r.session
  JOIN patient p ON p.id = r.patient
 WHERE r.id = :subject;

-- name: CONTENT_OF_REACTION_ENTRIES
SELECT e.at, e.severity, e.outcome, e.treatment, e.reported_to, e.reference, e.note
  FROM reaction_entry e
 WHERE e.reaction = :subject
 ORDER BY e.id;

-- name: CONTENT_OF_RECALL
SELECT r.number, r.drill, r.code, r.kind, r.class, r.cause, r.hazard FROM recall r WHERE r.id = :subject;

-- name: CONTENT_OF_RECALL_STEPS
SELECT t.kind, t.at, l.number AS lot, p.code AS patient, t.amount, t.was, t.held, t.how, t.note
  FROM recall_step t
  LEFT JOIN lot l ON l.id = t.lot
  LEFT JOIN patient p ON p.id = t.patient
 WHERE t.recall = :subject
 ORDER BY t.id;
