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
-- What who reviews the journal looks at one by one: what passed a rule or came too late for it, what was taken back or
-- amended, secrets refused, and all that was done to persons, roles, rules, the record and its clock.
{JOURNAL_ROW}
 WHERE a.id > :after AND a.id <= :until
   AND (a.exception IS NOT NULL OR a.verb LIKE '% refused' OR a.verb LIKE 'person %' OR a.verb LIKE 'role %'
        OR a.verb LIKE 'rule %' OR a.verb LIKE 'store %' OR a.verb LIKE 'journal %' OR a.verb LIKE '% amend'
        OR a.verb LIKE '% correct' OR a.verb LIKE '% reverse'
        OR EXISTS (SELECT 1 FROM verdict v WHERE v.action = a.id AND v.outcome <> 'warned'))
 ORDER BY a.id;

-- name: JOURNAL_ABOUT
-- The acts whose rows name what has that code, whatever it is.
WITH
lots(id) AS (SELECT id FROM lot WHERE number IN (CAST(:code AS TEXT), upper(:code))
             UNION SELECT lot FROM lot_revision
              WHERE lower(maker_number) = lower(CAST(:code AS TEXT)) AND maker_number IS NOT NULL),
batches(id) AS (SELECT b.id FROM lots l JOIN batch b ON b.lot = l.id),
patients(id) AS (SELECT id FROM patient WHERE code IN (CAST(:code AS TEXT), upper(:code))),
sessions(id) AS (SELECT id FROM session WHERE number IN (CAST(:code AS TEXT), upper(:code))
                 UNION SELECT s.id FROM patients p JOIN session s ON s.patient = p.id),
recipes(id) AS (SELECT id FROM recipe WHERE code IN (CAST(:code AS TEXT), upper(:code))),
versions(id) AS (SELECT v.id FROM recipes r JOIN version v ON v.recipe = r.id),
products(id) AS (SELECT id FROM product WHERE code IN (CAST(:code AS TEXT), upper(:code))),
acts(id) AS (
	SELECT x.action FROM lots u JOIN lot x ON x.id = u.id
	UNION SELECT x.action FROM lots u JOIN lot_revision x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN lot_status x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN assay x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN container x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN tally x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN move x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN batch_line x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN syringe x ON x.lot = u.id
	UNION SELECT x.action FROM lots u JOIN signature x ON x.lot = u.id
	UNION SELECT x.action FROM batches u JOIN batch x ON x.id = u.id
	UNION SELECT x.action FROM batches u JOIN batch_line x ON x.batch = u.id
	UNION SELECT x.action FROM batches u JOIN batch_measure x ON x.batch = u.id
	UNION SELECT x.action FROM batches u JOIN signature x ON x.batch = u.id
	UNION SELECT x.action FROM patients u JOIN patient x ON x.id = u.id
	UNION SELECT x.action FROM patients u JOIN patient_identity x ON x.patient = u.id
	UNION SELECT x.action FROM patients u JOIN patient_fact x ON x.patient = u.id
	UNION SELECT x.action FROM sessions u JOIN session x ON x.id = u.id
	UNION SELECT x.action FROM sessions u JOIN session x ON x.replaces = u.id
	UNION SELECT x.action FROM sessions u JOIN syringe x ON x.session = u.id
	UNION SELECT x.action FROM sessions u JOIN signature x ON x.session = u.id
	UNION SELECT x.action FROM sessions u JOIN reaction x ON x.session = u.id
	UNION SELECT e.action FROM sessions u CROSS JOIN reaction x CROSS JOIN reaction_entry e
	       WHERE x.session = u.id AND e.reaction = x.id
	UNION SELECT x.action FROM recipes u JOIN recipe x ON x.id = u.id
	UNION SELECT x.action FROM recipes u JOIN recipe_revision x ON x.recipe = u.id
	UNION SELECT x.action FROM versions u JOIN version x ON x.id = u.id
	UNION SELECT x.action FROM versions u JOIN version_revision x ON x.version = u.id
	UNION SELECT x.action FROM versions u JOIN version_status x ON x.version = u.id
	UNION SELECT x.action FROM versions u JOIN line x ON x.version = u.id
	UNION SELECT x.action FROM versions u JOIN step x ON x.version = u.id
	UNION SELECT x.action FROM versions u JOIN signature x ON x.version = u.id
	UNION SELECT x.action FROM versions u JOIN batch x ON x.version = u.id
	UNION SELECT x.action FROM products u JOIN product x ON x.id = u.id
	UNION SELECT x.action FROM products u JOIN product_revision x ON x.product = u.id
	UNION SELECT x.action FROM products u JOIN component x ON x.product = u.id
	UNION SELECT x.action FROM products u JOIN lot x ON x.product = u.id
	UNION SELECT x.action FROM ingredient x WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT r.action FROM ingredient x JOIN ingredient_revision r ON r.ingredient = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT x.action FROM supplier x WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT r.action FROM supplier x JOIN supplier_revision r ON r.supplier = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT x.action FROM place x WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT r.action FROM place x JOIN place_revision r ON r.place = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT x.action FROM person x WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT r.action FROM person x JOIN person_revision r ON r.person = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT r.action FROM person x JOIN person_role r ON r.person = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT x.action FROM rule x WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT r.action FROM rule x JOIN rule_revision r ON r.rule = x.id
	       WHERE x.code IN (CAST(:code AS TEXT), lower(:code))
	UNION SELECT x.action FROM temperature x WHERE x.number IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT e.action FROM temperature x CROSS JOIN temperature_lot e
	       WHERE x.number IN (CAST(:code AS TEXT), upper(:code)) AND e.temperature = x.id
	UNION SELECT x.action FROM lots u JOIN temperature_lot x ON x.lot = u.id
	UNION SELECT x.action FROM recall x WHERE x.number IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT e.action FROM recall x CROSS JOIN recall_step e
	       WHERE x.number IN (CAST(:code AS TEXT), upper(:code)) AND e.recall = x.id
	UNION SELECT x.action FROM reaction x WHERE x.number IN (CAST(:code AS TEXT), upper(:code))
	UNION SELECT e.action FROM reaction x CROSS JOIN reaction_entry e
	       WHERE x.number IN (CAST(:code AS TEXT), upper(:code)) AND e.reaction = x.id
	UNION SELECT x.action FROM deviation x WHERE x.number IN (CAST(:code AS TEXT), upper(:code)))
SELECT id, entered, event, person, typist, verb, reason, exception
  FROM ({JOURNAL_ROW}
         WHERE a.id IN (SELECT id FROM acts)
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
