-- Patients, their identity and what is known of them.

-- name: PATIENT_INSERT
INSERT INTO patient (action, code) VALUES (:action, :code) RETURNING *;

-- name: PATIENT_IDENTITY_INSERT
INSERT INTO patient_identity (action, patient, digest) VALUES (:action, :patient, :digest) RETURNING *;

-- name: IDENTITY_INSERT
-- Kept apart: not in the chain, so nothing is returned.
INSERT INTO identity (id, salt, name, contact, born, clinic_number)
VALUES (:id, :salt, :name, :contact, :born, :clinic_number);

-- name: PATIENT_IDENTITY
SELECT name, contact, born, clinic_number
  FROM identity
 WHERE id = (SELECT max(id) FROM patient_identity WHERE patient = :patient);

-- name: PATIENT_BORN
-- Who else was born on a day, as they are known now.
SELECT p.code, i.name
  FROM identity i
  JOIN patient_identity d ON d.id = i.id
  JOIN patient p ON p.id = d.patient
 WHERE i.born = :born AND i.name IS NOT NULL AND p.id <> :patient
   AND d.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)
 ORDER BY p.id;

-- name: PATIENT_BY_CODE
SELECT p.id, p.code, i.name, i.born
  FROM patient p
  LEFT JOIN identity i ON i.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)
 WHERE lower(p.code) = lower(CAST(:code AS TEXT))
 ORDER BY p.id
 LIMIT 1;

-- name: PATIENT_BY_ID
SELECT p.id, p.code, i.name, i.born
  FROM patient p
  LEFT JOIN identity i ON i.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)
 WHERE p.id = :id;

-- name: PATIENT_CODES
-- The newest are the likeliest to be meant.
SELECT code FROM patient ORDER BY id DESC LIMIT :most;

-- name: PATIENT_IDENTITIES
SELECT d.id, p.code, i.id AS identity, i.salt, i.name, i.contact, i.born, i.clinic_number, d.digest
  FROM patient_identity d
  JOIN patient p ON p.id = d.patient
  LEFT JOIN identity i ON i.id = d.id
 WHERE d.id > :after
 ORDER BY d.id;

-- name: PATIENT_FACT_INSERT
INSERT INTO patient_fact (action, patient, kind, value, ingredient, amount, unit, at, held)
VALUES (:action, :patient, :kind, :value, :ingredient, :amount, :unit, :at, :held)
RETURNING *;

-- Of a fact f that is of its value: nothing newer says otherwise.
-- part: FACT_HOLDS
NOT EXISTS (SELECT 1 FROM patient_fact later
                    WHERE later.patient = f.patient AND later.kind = f.kind AND later.id > f.id
                      AND lower(later.value) = lower(f.value))

-- name: PATIENT_FACTS
-- What holds: of sex, weight and language the newest, of the others the newest of each value.
--| kind       text    Fact
--| value      text    What
--| name       text    Ingredient
--| on_day     day     Measured or last taken
--| entered    instant Entered   [hide=table]
--| person     text    By        [hide=table]
SELECT f.kind, f.value, n.name, f.ingredient, f.amount, f.unit, substr(f.at, 1, 10) AS on_day, a.entered, p.code AS person
  FROM patient_fact f
  JOIN action a ON a.id = f.action
  LEFT JOIN act_by p ON p.action = a.id
  LEFT JOIN ingredient_now n ON n.id = f.ingredient
 WHERE f.patient = :patient
   AND f.held = 1
   AND NOT EXISTS (SELECT 1 FROM patient_fact later
                    WHERE later.patient = f.patient AND later.kind = f.kind AND later.id > f.id
                      AND (f.kind IN ('sex', 'weight', 'language') OR lower(later.value) = lower(f.value)))
 ORDER BY f.kind, f.id;

-- name: PATIENT_TOLD
-- What was given elsewhere, as it was told.
--| title   Given elsewhere: told, not recorded here
--| at      instant Given
--| name    text    Ingredient
--| given   amount  Amount
--| value   text    As it was told
--| entered instant Told      [hide=table]
--| person  text    Entered by [hide=narrow]
SELECT f.at, n.name, f.amount AS given, f.unit, f.value, a.entered, p.code AS person
  FROM patient_fact f
  JOIN action a ON a.id = f.action
  JOIN ingredient_now n ON n.id = f.ingredient
  LEFT JOIN act_by p ON p.action = a.id
 WHERE f.patient = :patient AND f.kind = 'dose' AND f.held = 1 AND {FACT_HOLDS}
 ORDER BY f.at, f.id;

-- name: PATIENT_DOSE_UNITS
-- What products and rules count an ingredient in, or what it is a form of, or a form of it.
SELECT c.unit
  FROM ingredient_now i
  JOIN ingredient_now k ON k.id = i.id OR k.id = i.form_of OR k.form_of IN (i.id, i.form_of)
  JOIN component c ON c.ingredient = k.id
 WHERE i.id = :ingredient AND c.unit IS NOT NULL
 UNION
SELECT r.unit
  FROM ingredient_now i
  JOIN ingredient_now k ON k.id = i.id OR k.id = i.form_of OR k.form_of IN (i.id, i.form_of)
  JOIN rule_revision r ON r.ingredient = k.id
 WHERE i.id = :ingredient AND r.measure IN ('amount', 'concentration') AND r.unit IS NOT NULL
 ORDER BY 1;

-- What was taken away f: nothing newer holds it as long.
-- part: FACT_GONE
f.held = 0 AND f.kind IN ('allergy', 'condition', 'medicine', 'dose')
   AND NOT EXISTS (SELECT 1 FROM patient_fact later
                    WHERE later.patient = f.patient AND later.kind = f.kind AND later.id > f.id
                      AND lower(later.value) = lower(f.value)
                      AND (later.held = 0 OR later.at IS NULL OR later.at >= f.at))

-- name: PATIENT_DROPPED
-- What was taken away of what keeps a patient safe.
--| title No longer holds
--| kind    text    Fact
--| value   text    What
--| on_day  day     Of
--| since   instant Since
--| person  text    By
--| reason  text    Because
SELECT f.kind, f.value, substr(f.at, 1, 10) AS on_day, a.entered AS since, p.code AS person, a.reason
  FROM patient_fact f
  JOIN action a ON a.id = f.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE f.patient = :patient AND {FACT_GONE}
 ORDER BY f.kind, f.id;

-- name: PATIENT_WEIGHT
SELECT amount, held
  FROM patient_fact
 WHERE patient = :patient AND kind = 'weight'
 ORDER BY id DESC
 LIMIT 1;

-- name: PATIENT_SPEAKS
SELECT value, held
  FROM patient_fact
 WHERE patient = :patient AND kind = 'language'
 ORDER BY id DESC
 LIMIT 1;

-- part: PATIENT_NAME
CASE WHEN CAST(:names AS BIGINT) = 1
            THEN (SELECT i.name FROM identity i
                   WHERE i.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)) END AS name

-- name: PATIENT_SHOW
--| form
--| code          text    Patient
--| name          text    Name
--| contact       text    Contact
--| born          day     Born
--| clinic_number text    Clinic number
--| added         instant On record since
--| sessions      count   Sessions
--| newest        instant Last treated
SELECT p.code, CASE WHEN CAST(:names AS BIGINT) = 1 THEN i.name END AS name,
       CASE WHEN CAST(:names AS BIGINT) = 1 THEN i.contact END AS contact,
       CASE WHEN CAST(:names AS BIGINT) = 1 THEN i.born END AS born,
       CASE WHEN CAST(:names AS BIGINT) = 1 THEN i.clinic_number END AS clinic_number,
       a.entered AS added, (SELECT count(*) FROM session_now s WHERE s.patient = p.id) AS sessions,
       (SELECT max(s.at) FROM session_now s WHERE s.patient = p.id) AS newest
  FROM patient p
  JOIN action a ON a.id = p.action
  LEFT JOIN identity i ON i.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)
 WHERE p.id = :patient;

-- name: PATIENT_LIST
--| code     text    Patient
--| sessions count   Sessions
--| newest   instant Last treated
--| recipe   text    With
SELECT p.code, (SELECT count(*) FROM session_now s WHERE s.patient = p.id) AS sessions, n.at AS newest,
       (SELECT r.code FROM syringe y JOIN version v ON v.id = y.version JOIN recipe r ON r.id = v.recipe
         WHERE y.session = n.id ORDER BY y.position, y.id LIMIT 1) AS recipe
  FROM patient p
  LEFT JOIN session_now n ON n.id = (SELECT s.id FROM session_now s WHERE s.patient = p.id
                                      ORDER BY s.at DESC, s.id DESC LIMIT 1)
 ORDER BY p.code, p.id;

-- name: PATIENT_LIST_NAMES
--| code     text    Patient
--| name     text    Name
--| born     day     Born
--| sessions count   Sessions
--| newest   instant Last treated
SELECT p.code, i.name, i.born, (SELECT count(*) FROM session_now s WHERE s.patient = p.id) AS sessions,
       (SELECT max(s.at) FROM session_now s WHERE s.patient = p.id) AS newest
  FROM patient p
  LEFT JOIN identity i ON i.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)
 ORDER BY p.code, p.id;
