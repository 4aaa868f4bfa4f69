-- Courses: the sessions of one patient from one recipe, and what is planned.

-- part: COURSE_HAS
EXISTS (SELECT 1 FROM syringe z JOIN version x ON x.id = z.version WHERE z.session = o.id AND x.recipe = r.id)

-- name: COURSE_ANY
-- Whether a session is of any.
SELECT id FROM syringe WHERE session = :session AND version IS NOT NULL LIMIT 1;

-- name: COURSE_OF_SESSION
-- Of each recipe given in a session, in order: the sessions of its patient from it that stand, up to that one.
SELECT v.recipe, r.code, v.id AS version, o.number, o.at, w.code AS practitioner
  FROM session s
  JOIN syringe y ON y.session = s.id
  JOIN version v ON v.id = y.version
  JOIN recipe r ON r.id = v.recipe
  CROSS JOIN session o
  LEFT JOIN person w ON w.id = o.practitioner
 WHERE s.id = :session
   AND o.patient = s.patient AND (o.at < s.at OR (o.at = s.at AND o.id <= s.id))
   AND (o.id = s.id OR (NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = o.id)
                        AND NOT EXISTS (SELECT 1 FROM reversal b WHERE b.reverses = o.action)))
   AND {COURSE_HAS}
   AND NOT EXISTS (SELECT 1 FROM syringe e JOIN version u ON u.id = e.version
                    WHERE e.session = s.id AND u.recipe = v.recipe
                      AND (e.position < y.position OR (e.position = y.position AND e.id < y.id)))
 ORDER BY y.position, y.id, o.at, o.id;

-- name: COURSE_LATELY
-- The same of everyone treated since an instant: patient by patient and recipe by recipe, whole.
WITH lately (patient, recipe) AS (
	SELECT DISTINCT s.patient + 0, v.recipe
	  FROM session_now s
	  CROSS JOIN syringe y
	  CROSS JOIN version v
	 WHERE y.session = s.id AND v.id = y.version AND s.at >= :since AND (CAST(:patient AS BIGINT) IS NULL OR s.patient = :patient)
)
SELECT k.patient, p.code AS patient_code, k.recipe, r.code,
       (SELECT max(z.version) FROM syringe z JOIN version x ON x.id = z.version
         WHERE z.session = o.id AND x.recipe = k.recipe) AS version,
       o.number, o.at, w.code AS practitioner, w.id AS practitioner_id
  FROM lately k
  JOIN patient p ON p.id = k.patient
  JOIN recipe r ON r.id = k.recipe
  JOIN session_now o ON o.patient = k.patient
  LEFT JOIN person w ON w.id = o.practitioner
 WHERE {COURSE_HAS}
 ORDER BY p.code, k.patient, r.code, k.recipe, o.at, o.id;

-- name: COURSE_NOTES
-- Of a patient: the reactions that were severe or worse, and the conditions, allergies and medicines on record for which
-- a rule that holds forbids whatever is given, or what the recipe's version in force holds, its mixtures included, in
-- whatever form; what a rule asks of the last days passes until then.
WITH RECURSIVE
version_in(id) AS (SELECT max(s.version) FROM version v CROSS JOIN version_status s
                    WHERE v.recipe = CAST(:recipe AS BIGINT) AND s.version = v.id AND s.status = 'approved'),
mixed(version) AS (
	SELECT id FROM version_in WHERE id IS NOT NULL
	UNION
	SELECT s.version FROM mixed m CROSS JOIN line_now l CROSS JOIN version_status s
	 WHERE l.version = m.version AND s.product = l.product),
held(ingredient, root, class) AS (
	SELECT i.id, coalesce(i.form_of, i.id), i.class_id FROM mixed m CROSS JOIN line_now l CROSS JOIN ingredient_now i
	 WHERE l.version = m.version AND i.id = l.ingredient
	UNION
	SELECT i.id, coalesce(i.form_of, i.id), i.class_id
	  FROM mixed m CROSS JOIN line_now l CROSS JOIN component_now c CROSS JOIN ingredient_now i
	 WHERE l.version = m.version AND c.product = l.product AND i.id = c.ingredient)
SELECT r.number, {REACTION_SEVERITY} AS what, 0 AS place, r.id
  FROM reaction r
 WHERE r.patient = :patient AND NOT {REACTION_UNDONE}
   AND {REACTION_SEVERITY} IN ('severe', 'life-threatening')
 UNION ALL
SELECT CAST(NULL AS TEXT), CASE WHEN f.kind = 'condition' THEN f.value ELSE f.kind || ' ' || f.value END, 1, f.id
  FROM patient_fact f
 WHERE f.patient = :patient AND f.kind IN ('condition', 'allergy', 'medicine') AND f.held = 1
   AND {FACT_HOLDS}
   AND ((f.kind = 'allergy' AND EXISTS (SELECT 1 FROM ingredient_now a JOIN held h ON h.root = coalesce(a.form_of, a.id)
                                         WHERE a.id = f.ingredient))
        OR (f.kind = 'allergy' AND EXISTS (SELECT 1 FROM class k JOIN held h ON h.class = k.id
                                            WHERE lower(f.value) IN (lower(k.code), lower(k.name))))
        OR EXISTS (SELECT 1 FROM rule_now u
                    WHERE u.kind = 'contraindication' AND u.severity IN ('forbid', 'sign') AND u.force <> 'inform'
                      AND u.scope IN ('patient', 'before') AND u.product IS NULL AND (u.span IS NULL OR f.at IS NULL)
                      AND (u.ingredient IS NULL OR EXISTS (SELECT 1 FROM held h WHERE u.ingredient IN (h.ingredient, h.root)))
                      AND (u.class IS NULL OR EXISTS (SELECT 1 FROM held h WHERE h.class = u.class))
                      AND (replace(u.condition, '-', ' ') IN (lower(f.value), lower(f.value) || ' history')
                           OR (f.kind = 'allergy' AND replace(u.condition, '-', ' ') = lower(f.value) || ' allergy')
                           OR EXISTS (SELECT 1 FROM phrase_now m
                                       WHERE m.list IN ('condition', 'medicine')
                                         AND m.code = replace(lower(f.value), ' ', '-')
                                         AND ' ' || m.text || ' ' LIKE '% ' || u.condition || ' %'))))
 ORDER BY 3, 4;

-- name: COURSE_PLAN_OF
SELECT c.code || '.' || CAST(v.number AS TEXT) AS version, v.sessions, v.interval_days, v.maintenance_days, v.area,
       c.indication
  FROM version_now v
  JOIN recipe_now c ON c.id = v.recipe
 WHERE v.id = :version;

-- name: COURSE_PROTOCOL
-- What is in force for an indication: that of the area first, then what holds anywhere, in the order of their codes.
SELECT r.code, p.sessions_least, p.sessions_most, p.interval_least, p.interval_most, p.maintenance_least
  FROM rule_now r
  JOIN protocol p ON p.rule_revision = r.revision
 WHERE r.kind = 'protocol' AND r.force <> 'inform' AND lower(r.indication) = lower(CAST(:indication AS TEXT))
   AND coalesce(p.sessions_least, p.interval_least, p.maintenance_least) IS NOT NULL
 ORDER BY CASE WHEN r.area IS NULL THEN 1
               WHEN lower(r.area) LIKE '%' || lower(CAST(:area AS TEXT)) || '%' THEN 0 ELSE 2 END,
          CASE WHEN p.interval_least IS NULL THEN 1 ELSE 0 END, r.code, r.id
 LIMIT 1;

-- name: COURSE_STORE
-- What tells this store from others, and when it was last written.
SELECT s.hash, a.entered
  FROM seal s, action a
 WHERE s.id = (SELECT min(id) FROM seal) AND a.id = (SELECT max(id) FROM action);
