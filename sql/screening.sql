-- Screening: what is asked of a patient before a session, and what was answered.

-- name: SCREENING_GIVEN
-- Every product in what was given, through the batches it was made of; what is in it, of what that is a form, and of which classes.
WITH RECURSIVE inside(lot) AS (
	SELECT y.lot FROM syringe y WHERE y.session = :session AND y.lot IS NOT NULL
	UNION
	SELECT x.lot
	  FROM inside i
	  JOIN batch t ON t.lot = i.lot
	  JOIN batch_line x ON x.batch = t.id
	 WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)
SELECT l.product, CAST(NULL AS BIGINT) AS ingredient, CAST(NULL AS BIGINT) AS form_of, CAST(NULL AS BIGINT) AS class
  FROM inside i
  CROSS JOIN lot l
 WHERE l.id = i.lot
 UNION ALL
SELECT NULL, c.ingredient, n.form_of, n.class
  FROM syringe y
  CROSS JOIN composition c
  CROSS JOIN ingredient_revision n
 WHERE y.session = :session AND c.lot = y.lot
   AND c.action = (SELECT max(action) FROM composition WHERE lot = y.lot)
   AND n.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = c.ingredient);

-- name: SCREENING_INSERT
INSERT INTO screening (action, session, rule_revision, condition, answer, found, note)
VALUES (:action, :session, :rule_revision, :condition, :answer, :found, :note)
RETURNING *;

-- name: SCREENING_SESSION
SELECT s.patient, p.code, s.at, i.born
  FROM session s
  JOIN patient p ON p.id = s.patient
  LEFT JOIN identity i ON i.id = (SELECT max(id) FROM patient_identity WHERE patient = s.patient)
 WHERE s.id = :session;

-- name: SCREENING_BEFORE
-- What was answered in a session.
SELECT condition, answer, found, note FROM screening WHERE session = :session ORDER BY id;

-- A question k as it is asked: its phrase, with the days or the years of the rule r that asked, else its condition.
-- part: SCREENING_QUESTION
coalesce((SELECT replace(replace(f.text, '<days>', coalesce(CAST(r.span / 86400 AS TEXT), '')),
                           '<years>', coalesce(CAST(r.amount AS TEXT), ''))
            FROM phrase_now f
           WHERE f.list = 'question' AND f.code = k.condition AND f.language IN (CAST(:language AS TEXT), 'en')
             AND (r.span IS NOT NULL OR f.text NOT LIKE '%<days>%')
           ORDER BY CASE WHEN f.language = CAST(:language AS TEXT) THEN 0 ELSE 1 END, f.id
           LIMIT 1),
         upper(substr(k.condition, 1, 1)) || replace(substr(k.condition, 2), '-', ' ') || '?') AS question

-- part: SCREENING_TOPIC
coalesce((SELECT t.text FROM phrase_now t
           WHERE t.list = 'topic' AND t.code = k.condition AND t.language = 'en' ORDER BY t.id LIMIT 1),
         '5-condition')

-- name: SCREENING_TOLD
-- The same as it is asked, in a language or else in English, topic by topic.
SELECT q.condition, q.answer, q.found, q.question, coalesce(
       (SELECT h.text FROM phrase_now h
         WHERE h.list = 'heading' AND h.code = q.topic AND h.language IN (CAST(:language AS TEXT), 'en')
         ORDER BY CASE WHEN h.language = CAST(:language AS TEXT) THEN 0 ELSE 1 END, h.id LIMIT 1), q.topic) AS topic
  FROM (SELECT k.id, k.condition, k.answer, k.found, {SCREENING_TOPIC} AS topic, {SCREENING_QUESTION}
          FROM screening k
          JOIN rule_revision r ON r.id = k.rule_revision
         WHERE k.session = :session) AS q
 ORDER BY q.topic, q.id;

-- name: SCREENING_LEARNT
-- What an act entered of a patient, and still holds by it.
SELECT f.kind, f.value
  FROM patient_fact f
 WHERE f.patient = :patient AND f.action = :action AND f.held = 1
   AND {FACT_HOLDS}
 ORDER BY f.id
 LIMIT 1;

-- name: SCREENING_FORGOTTEN
-- What the act under way, on a session, took off the record of its patient.
--| title No longer on record, since its screening told it; enter it with 'patient fact' where it is so
--| patient text Patient
--| kind    text Fact
--| value   text What
SELECT p.code AS patient, f.kind, f.value
  FROM session s
  JOIN patient p ON p.id = s.patient
  JOIN patient_fact f ON f.patient = p.id
 WHERE s.number = upper(CAST(:session AS TEXT)) AND f.action = :action AND f.held = 0
   AND NOT EXISTS (SELECT 1 FROM patient_fact again
                    WHERE again.patient = f.patient AND again.kind = f.kind AND again.id > f.id
                      AND lower(again.value) = lower(f.value))
 ORDER BY f.id;

-- An answer k in a session s stands on an earlier one, and none is left: that session was taken back, or was another
-- patient's.
-- part: UNFOUNDED
(k.found = 'before'
 AND NOT EXISTS (SELECT 1 FROM session_now e CROSS JOIN screening b
                  WHERE e.patient = s.patient AND e.at <= s.at AND e.id <> s.id AND b.session = e.id
                    AND b.condition = k.condition AND b.found <> 'before'))

-- name: SCREENING_UNFOUNDED
-- What a patient answered in a session, and later sessions stood on.
--| title Answered only in what was taken back; it is asked again at the next session
--| session   text    Session
--| at        instant Given
--| patient   text    Patient
--| condition text    Question
SELECT s.number AS session, s.at, p.code AS patient, k.condition
  FROM session o
  CROSS JOIN session_now s
  CROSS JOIN patient p
  CROSS JOIN screening k
 WHERE o.number = upper(CAST(:session AS TEXT)) AND s.patient = o.patient AND s.at >= o.at AND p.id = s.patient
   AND k.session = s.id AND {UNFOUNDED}
 ORDER BY s.at, s.id, k.id;

-- name: SCREENING_ONCE_LIST
SELECT f.code FROM phrase_now f WHERE f.list = 'once' ORDER BY f.id;

-- name: SCREENING_ONCE
-- The last answer of a patient to what is asked once; what stood on an earlier one is none.
SELECT k.answer, s.number
  FROM session_now s
  CROSS JOIN screening k
 WHERE s.patient = :patient AND k.session = s.id AND k.condition = :condition AND k.found <> 'before' AND s.id <> :session
 ORDER BY s.at DESC, s.id DESC, k.id DESC
 LIMIT 1;

-- name: SCREENING_MEANT
-- What a word means, by a list of phrases; for a medicine also by its ingredient's code.
SELECT f.text FROM phrase_now f WHERE f.list = :list AND lower(f.code) = lower(CAST(:code AS TEXT)) ORDER BY f.id LIMIT 1;

-- name: SCREENING_MEANING
-- What a word means that people use of an illness or a medicine, or of what they are allergic to: the conditions of
-- rules.
SELECT f.text FROM phrase_now f
 WHERE f.list IN (CAST(:list AS TEXT), CAST(:other AS TEXT)) AND lower(f.code) = lower(CAST(:code AS TEXT))
 ORDER BY f.list, f.id
 LIMIT 1;

-- name: SCREENING_CONDITIONS
-- All that rules ask of a patient, and the classes somebody may be allergic to.
SELECT DISTINCT condition FROM rule_revision WHERE kind = 'contraindication' AND condition IS NOT NULL
 UNION
SELECT replace(lower(name), ' ', '-') FROM class
 UNION
SELECT code FROM class
 ORDER BY 1;

-- name: SCREENING_FACTS
-- What holds; and what was taken away since the patient's last session before this one, which is said once.
SELECT f.kind, f.value, i.code AS ingredient, f.at, f.held, a.entered, a.reason, w.code AS person
  FROM patient_fact f
  LEFT JOIN ingredient i ON i.id = f.ingredient
  JOIN action a ON a.id = f.action
  JOIN act_by w ON w.action = a.id
 WHERE f.patient = :patient
   AND ((f.kind IN ('condition', 'allergy', 'medicine', 'sex') AND f.held = 1
         AND NOT EXISTS (SELECT 1 FROM patient_fact later
                          WHERE later.patient = f.patient AND later.kind = f.kind AND later.id > f.id
                            AND (f.kind = 'sex' OR lower(later.value) = lower(f.value))))
     OR ({FACT_GONE} AND f.action < (SELECT s.action FROM session s WHERE s.id = :session)
         AND f.action > (SELECT coalesce(max(s.action), 0) FROM session s
                          WHERE s.patient = :patient AND s.id <> :session)))
 ORDER BY f.kind, f.id;

-- name: SCREENING_SYRINGES
-- The syringes that hold what a rule is about, with each area they were given in.
SELECT y.id, y.position, y.depth, y.technique, a.area
  FROM syringe y
  LEFT JOIN syringe_area a ON a.syringe = y.id
 WHERE y.session = :session
   AND (EXISTS (SELECT 1
                  FROM composition_now c
                  JOIN ingredient_revision n ON n.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = c.ingredient)
                 WHERE c.lot = y.lot AND (:ingredient IN (c.ingredient, n.form_of) OR n.class = :class))
     OR :product IN (WITH RECURSIVE inside(lot) AS (
                     SELECT y.lot
                      UNION
                     SELECT x.lot
                       FROM inside i
                       JOIN batch t ON t.lot = i.lot
                       JOIN batch_line x ON x.batch = t.id
                      WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id))
                   SELECT l.product FROM inside i CROSS JOIN lot l WHERE l.id = i.lot))
 ORDER BY y.position, y.id, a.position, a.id;

-- name: SCREENING_SHOW
--| title     Screening
--| question  text Asked
--| answer    text Answer    [flag=yes:red]
--| found     text How       [flag=taken back:red]
--| note      text Note
--| rule      text Rule      [hide=narrow]
--| condition text Condition [hide=table]
SELECT {SCREENING_QUESTION}, k.condition, k.answer, CASE WHEN {UNFOUNDED} THEN 'taken back' ELSE k.found END AS found,
       k.note, u.code || ' version ' || CAST((SELECT count(*) FROM rule_revision v
         WHERE v.rule = r.rule AND v.id <= r.id) AS TEXT) AS rule
  FROM screening k
  JOIN session s ON s.id = k.session
  JOIN rule_revision r ON r.id = k.rule_revision
  JOIN rule u ON u.id = r.rule
 WHERE k.session = :session
 ORDER BY CASE WHEN k.answer = 'yes' THEN 0 ELSE 1 END, k.id;
