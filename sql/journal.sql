-- The chain of actions: what the store itself writes, and what the journal shows.

-- name: ACTION_INSERT
INSERT INTO action (verb, entered, event, person, typist, reason, exception, once, request, program)
VALUES (:verb, :entered, :event, :person, :typist, :reason, :exception, :once, :request, :program)
RETURNING *;

-- name: ACTION_LAST
SELECT id, entered FROM action ORDER BY id DESC LIMIT 1;

-- name: ACTION_BY_ONCE
SELECT id, verb, request FROM action WHERE once = :once;

-- name: SEAL_INSERT
INSERT INTO seal (id, hash) VALUES (:id, :hash);

-- name: SEAL_LAST
SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1;

-- name: ANSWER_INSERT
INSERT INTO answer (action, text) VALUES (:action, :text) RETURNING *;

-- name: ANSWER_OF
SELECT text FROM answer WHERE action = :action;

-- name: MIGRATION_INSERT
INSERT INTO migration (action, number, name, program) VALUES (:action, :number, :name, :program) RETURNING *;

-- name: MIGRATION_NEWEST
SELECT max(number) AS number FROM migration;

-- name: REVERSAL_INSERT
INSERT INTO reversal (action, reverses) VALUES (:action, :reverses) RETURNING *;

-- part: JOURNAL_ROW
SELECT a.id, a.entered, a.event, p.code AS person, t.code AS typist, a.verb, a.reason, a.exception
  FROM action a
  LEFT JOIN person p ON p.id = a.person
  LEFT JOIN person t ON t.id = a.typist

-- part: JOURNAL_FILTER
       (CAST(:person AS BIGINT) IS NULL OR a.person = :person OR a.typist = :person)
   AND (CAST(:from AS TEXT) IS NULL OR a.entered >= :from)
   AND (CAST(:to AS TEXT) IS NULL OR a.entered < :to)
   AND (CAST(:verb AS TEXT) IS NULL OR a.verb = :verb OR a.verb LIKE :verb_of)

-- name: JOURNAL_LIST
SELECT id, entered, event, person, typist, verb, reason, exception
  FROM ({JOURNAL_ROW}
         WHERE {JOURNAL_FILTER}
         ORDER BY a.id DESC
         LIMIT :most) AS newest
 ORDER BY id;

-- name: JOURNAL_NOTABLE
-- What who reviews the journal looks at one by one: what passed a rule or came too late for it, secrets refused, the acts
-- that the table of rights notes, and those that are nobody's right.
{JOURNAL_ROW}
 WHERE a.id > :after AND a.id <= :until
   AND (a.exception IS NOT NULL OR a.verb LIKE '% refused' OR :notable LIKE '%,' || a.verb || ',%'
        OR (a.reason IS NOT NULL AND :notable LIKE '%,' || a.verb || '?,%')
        OR a.verb IN ('store create', 'journal stop', 'rule set')
        OR EXISTS (SELECT 1 FROM verdict v WHERE v.action = a.id AND v.outcome <> 'warned'))
 ORDER BY a.id;

-- name: JOURNAL_ABOUT
-- The acts whose rows name what has that code, whatever it is, and those that took them back.
WITH RECURSIVE
lots(id) AS (SELECT id FROM lot WHERE number IN (CAST(:code AS TEXT), upper(:code))
             UNION SELECT lot FROM lot_revision
              WHERE lower(maker_number) = lower(CAST(:code AS TEXT)) AND maker_number IS NOT NULL),
batches(id) AS (SELECT b.id FROM lots l JOIN batch b ON b.lot = l.id),
patients(id) AS (SELECT id FROM patient WHERE code IN (CAST(:code AS TEXT), upper(:code))),
sessions(id) AS (SELECT id FROM session WHERE number IN (CAST(:code AS TEXT), upper(:code))
                 UNION SELECT s.id FROM patients p JOIN session s ON s.patient = p.id
                 UNION SELECT s.id FROM sessions u JOIN session s ON s.replaces = u.id),
deviations(id) AS (SELECT id FROM deviation WHERE number IN (CAST(:code AS TEXT), upper(:code))
                   UNION SELECT d.id FROM lots u JOIN deviation d ON d.lot = u.id
                   UNION SELECT d.id FROM batches u JOIN deviation d ON d.batch = u.id
                   UNION SELECT d.id FROM sessions u JOIN deviation d ON d.session = u.id),
reactions(id) AS (SELECT id FROM reaction WHERE number IN (CAST(:code AS TEXT), upper(:code))
                  UNION SELECT r.id FROM sessions u JOIN reaction r ON r.session = u.id
                  UNION SELECT r.id FROM patients u JOIN reaction r ON r.patient = u.id),
persons(id) AS (SELECT id FROM person WHERE code IN (CAST(:code AS TEXT), lower(:code))),
recipes(id) AS (SELECT id FROM recipe WHERE code IN (CAST(:code AS TEXT), upper(:code))),
versions(id) AS (SELECT v.id FROM recipes r JOIN version v ON v.recipe = r.id),
products(id) AS (SELECT id FROM product WHERE code IN (CAST(:code AS TEXT), upper(:code))),
acts(id) AS (
	SELECT x.action FROM lots u CROSS JOIN lot x WHERE x.id = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN lot_revision x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN lot_status x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN assay x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN container x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN tally x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN move x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN batch_line x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN syringe x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN signature x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN composition x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN recall_step x WHERE x.lot = u.id
	UNION SELECT x.action FROM lots u CROSS JOIN verdict x WHERE x.lot = u.id AND x.batch IS NULL AND x.session IS NULL
	UNION SELECT x.action FROM lots u CROSS JOIN tally t CROSS JOIN signature x WHERE t.lot = u.id AND x.tally = t.id
	UNION SELECT x.action FROM batches u CROSS JOIN batch x WHERE x.id = u.id
	UNION SELECT x.action FROM batches u CROSS JOIN batch_check x WHERE x.batch = u.id
	UNION SELECT x.action FROM batches u CROSS JOIN batch_patient x WHERE x.batch = u.id
	UNION SELECT x.action FROM batches u CROSS JOIN verdict x WHERE x.batch = u.id
	UNION SELECT x.action FROM batches u CROSS JOIN batch_line x WHERE x.batch = u.id
	UNION SELECT x.action FROM batches u CROSS JOIN batch_measure x WHERE x.batch = u.id
	UNION SELECT x.action FROM batches u CROSS JOIN signature x WHERE x.batch = u.id
	UNION SELECT x.action FROM patients u CROSS JOIN patient x WHERE x.id = u.id
	UNION SELECT x.action FROM patients u CROSS JOIN patient_identity x WHERE x.patient = u.id
	UNION SELECT x.action FROM patients u CROSS JOIN patient_fact x WHERE x.patient = u.id
	UNION SELECT x.action FROM sessions u CROSS JOIN session x WHERE x.id = u.id
	UNION SELECT x.action FROM sessions u CROSS JOIN screening x WHERE x.session = u.id
	UNION SELECT x.action FROM sessions u CROSS JOIN verdict x WHERE x.session = u.id
	UNION SELECT x.action FROM sessions u CROSS JOIN syringe x WHERE x.session = u.id
	UNION SELECT x.action FROM sessions u CROSS JOIN signature x WHERE x.session = u.id
	UNION SELECT x.action FROM reactions u CROSS JOIN reaction x WHERE x.id = u.id
	UNION SELECT x.action FROM reactions u CROSS JOIN reaction_entry x WHERE x.reaction = u.id
	UNION SELECT x.action FROM deviations u CROSS JOIN deviation x WHERE x.id = u.id
	UNION SELECT x.action FROM deviations u CROSS JOIN deviation_status x WHERE x.deviation = u.id
	UNION SELECT x.action FROM deviations u CROSS JOIN signature x WHERE x.deviation = u.id
	UNION SELECT x.action FROM recipes u CROSS JOIN recipe x WHERE x.id = u.id
	UNION SELECT x.action FROM recipes u CROSS JOIN recipe_revision x WHERE x.recipe = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN version x WHERE x.id = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN version_revision x WHERE x.version = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN version_status x WHERE x.version = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN line x WHERE x.version = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN step x WHERE x.version = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN signature x WHERE x.version = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN verdict x WHERE x.version = u.id
	UNION SELECT x.action FROM versions u CROSS JOIN batch x WHERE x.version = u.id
	UNION SELECT x.action FROM products u CROSS JOIN product x WHERE x.id = u.id
	UNION SELECT x.action FROM products u CROSS JOIN product_revision x WHERE x.product = u.id
	UNION SELECT x.action FROM products u CROSS JOIN component x WHERE x.product = u.id
	UNION SELECT x.action FROM products u CROSS JOIN lot x WHERE x.product = u.id
	UNION SELECT x.action FROM ingredient x WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT r.action FROM ingredient x JOIN ingredient_revision r ON r.ingredient = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT x.action FROM supplier x WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT r.action FROM supplier x JOIN supplier_revision r ON r.supplier = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT r.action FROM supplier x JOIN supplier_approval r ON r.supplier = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT x.action FROM place x WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT r.action FROM place x JOIN place_revision r ON r.place = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT x.action FROM persons u CROSS JOIN person x WHERE x.id = u.id
	UNION SELECT x.action FROM persons u CROSS JOIN person_revision x WHERE x.person = u.id
	UNION SELECT x.action FROM persons u CROSS JOIN person_role x WHERE x.person = u.id
	UNION SELECT x.action FROM persons u CROSS JOIN credential x WHERE x.person = u.id
	UNION SELECT x.action FROM persons u CROSS JOIN presence x WHERE x.person = u.id
	UNION SELECT x.action FROM rule x WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT r.action FROM rule x JOIN rule_revision r ON r.rule = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT g.action FROM rule x JOIN rule_revision r ON r.rule = x.id JOIN signature g ON g.rule = r.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT x.action FROM temperature x WHERE x.number IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT e.action FROM temperature x CROSS JOIN temperature_lot e
	       WHERE x.number IN (CAST(:code AS TEXT), upper(:code)) AND e.temperature = x.id
	UNION SELECT x.action FROM lots u CROSS JOIN temperature_lot x WHERE x.lot = u.id
	UNION SELECT x.action FROM recall x WHERE x.number IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT e.action FROM recall x CROSS JOIN recall_step e
	       WHERE x.number IN (CAST(:code AS TEXT), upper(:code)) AND e.recall = x.id
	UNION SELECT e.action FROM recall x CROSS JOIN signature e
	       WHERE x.number IN (CAST(:code AS TEXT), upper(:code)) AND e.recall = x.id),
touched(id) AS (SELECT id FROM acts UNION SELECT r.action FROM acts u CROSS JOIN reversal r WHERE r.reverses = u.id)
SELECT id, entered, event, person, typist, verb, reason, exception
  FROM ({JOURNAL_ROW}
         WHERE a.id IN (SELECT id FROM touched)
           AND {JOURNAL_FILTER}
         ORDER BY a.id DESC
         LIMIT :most) AS newest
 ORDER BY id;

-- name: JOURNAL_SUBJECT
-- What a row of that kind is called.
SELECT CASE CAST(:kind AS TEXT)
       WHEN 'lot' THEN (SELECT l.number || ' ' || p.code FROM lot l JOIN product p ON p.id = l.product WHERE l.id = :id)
       WHEN 'batch' THEN (SELECT l.number || ' ' || p.code FROM batch b JOIN lot l ON l.id = b.lot
                            JOIN product p ON p.id = l.product WHERE b.id = :id)
       WHEN 'session' THEN (SELECT s.number || ' ' || p.code FROM session s JOIN patient p ON p.id = s.patient
                             WHERE s.id = :id)
       WHEN 'version' THEN (SELECT r.code || '.' || CAST(v.number AS TEXT) FROM version v
                              JOIN recipe r ON r.id = v.recipe WHERE v.id = :id)
       WHEN 'clinic' THEN (SELECT name FROM clinic WHERE id = :id)
       WHEN 'export' THEN (SELECT name FROM export WHERE id = :id)
       WHEN 'deviation' THEN (SELECT number FROM deviation WHERE id = :id)
       WHEN 'reaction' THEN (SELECT number FROM reaction WHERE id = :id)
       WHEN 'temperature' THEN (SELECT number FROM temperature WHERE id = :id)
       WHEN 'recall' THEN (SELECT number || ' ' || code FROM recall WHERE id = :id)
       WHEN 'phrase' THEN (SELECT code FROM phrase WHERE id = :id)
       WHEN 'recipe' THEN (SELECT code FROM recipe WHERE id = :id)
       WHEN 'recipe_set' THEN (SELECT code FROM recipe_set WHERE id = :id)
       WHEN 'patient' THEN (SELECT code FROM patient WHERE id = :id)
       WHEN 'product' THEN (SELECT code FROM product WHERE id = :id)
       WHEN 'ingredient' THEN (SELECT code FROM ingredient WHERE id = :id)
       WHEN 'class' THEN (SELECT code FROM class WHERE id = :id)
       WHEN 'supplier' THEN (SELECT code FROM supplier WHERE id = :id)
       WHEN 'site' THEN (SELECT code FROM site WHERE id = :id)
       WHEN 'place' THEN (SELECT code FROM place WHERE id = :id)
       WHEN 'seal' THEN 'acts up to ' || CAST(CAST(:id AS BIGINT) AS TEXT)
       WHEN 'person' THEN (SELECT code FROM person WHERE id = :id)
       WHEN 'rule' THEN (SELECT code FROM rule WHERE id = :id)
       WHEN 'rule_revision' THEN (SELECT u.code FROM rule_revision r JOIN rule u ON u.id = r.rule WHERE r.id = :id)
       END AS name;

-- name: JOURNAL_ACTION
--| form
--| id        count   Action
--| verb      text    What
--| entered   instant Entered
--| event     instant Happened
--| person    text    Who
--| typist    text    Typed by
--| reason    text    Why
--| exception text    Although a rule said no
--| once      text    Key
--| program   text    Program
--| seal      text    Seal
SELECT a.id, a.verb, a.entered, a.event, p.code AS person, t.code AS typist, a.reason, a.exception, a.once,
       a.program, CAST(:seal AS TEXT) AS seal
  FROM action a
  LEFT JOIN person p ON p.id = a.person
  LEFT JOIN person t ON t.id = a.typist
 WHERE a.id = :action;

-- name: JOURNAL_SEAL
SELECT hash FROM seal WHERE id = :action;

-- name: JOURNAL_UNIT_OF_LOT
SELECT p.unit FROM lot l JOIN product p ON p.id = l.product WHERE l.id = :lot;
