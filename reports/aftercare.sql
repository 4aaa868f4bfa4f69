-- report: Aftercare
-- asks: What is to be minded after this session, until when, what is to be watched for?
-- note: What is to be minded follows from the rules in force that apply to what was given and where; the sentences are the clinic's own phrases.
-- needs: session Number of the session
-- takes: language In which language: en, fr ...
-- exists: session
SELECT s.id FROM session s WHERE s.number = upper(CAST(:session AS TEXT)) AND s.action <= :head;
-- part: THIS
this AS (
	SELECT s.id, s.number, s.at, s.patient, s.practitioner, coalesce(CAST(:language AS TEXT), 'en') AS language
	  FROM session s
	 WHERE s.number = upper(CAST(:session AS TEXT)) AND s.action <= :head
),
said AS (
	SELECT f.list, f.code, f.language, f.text
	  FROM phrase f
	 WHERE f.list IN ('after', 'watch', 'sheet') AND f.dropped = 0
	   AND f.id = (SELECT max(x.id) FROM phrase x
	                WHERE x.list = f.list AND x.code = f.code AND x.language = f.language AND x.action <= :head)
),
phrases AS (
	SELECT f.list, f.code, f.text
	  FROM said f CROSS JOIN this t
	 WHERE f.language = t.language
	    OR (f.language = 'en' AND NOT EXISTS (SELECT 1 FROM said o
	                                           WHERE o.list = f.list AND o.code = f.code AND o.language = t.language))
)
-- sheet: Aftercare
-- section: given
--| form
--| title   text
--| at      instant Date
--| session text    Session
--| patient text    Patient
--| areas   text    Areas
--| by      text    By
WITH {THIS}
SELECT (SELECT f.text FROM phrases f WHERE f.list = 'sheet' AND f.code = '1-title') AS title, t.at AS at, t.number AS session,
       p.code AS patient,
       (SELECT min(a.area) FROM syringe y JOIN syringe_area a ON a.syringe = y.id WHERE y.session = t.id)
       || CASE WHEN (SELECT count(DISTINCT a.area) FROM syringe y JOIN syringe_area a ON a.syringe = y.id
                      WHERE y.session = t.id) > 1 THEN ', ...' ELSE '' END AS areas,
       r.name AS by
  FROM this t
  JOIN patient p ON p.id = t.patient
  LEFT JOIN person_revision r ON r.id = (SELECT max(x.id) FROM person_revision x
                                          WHERE x.person = t.practitioner AND x.action <= :head);
-- section: mind
--| text  text    What [width=90]
--| until instant ...
WITH {THIS},
rules AS (
	SELECT u.id, v.condition, v.span, v.ingredient, v.class, v.product, v.area
	  FROM rule u
	  JOIN rule_revision v ON v.id = (SELECT a.id FROM rule_revision a
	                                   WHERE a.rule = u.id AND a.action <= :head
	                                   ORDER BY CASE WHEN a.approved = 1
	                                                   OR EXISTS (SELECT 1 FROM signature s
	                                                               WHERE s.rule = a.id AND s.meaning = 'approved'
	                                                                 AND s.action <= :head)
	                                                 THEN 1 ELSE 0 END DESC, a.id DESC
	                                   LIMIT 1)
	 WHERE v.kind = 'contraindication' AND v.scope = 'after' AND v.retired = 0
	   AND (v.jurisdiction IS NULL
	        OR v.jurisdiction = (SELECT c.jurisdiction FROM clinic c WHERE c.id = (SELECT max(id) FROM clinic)))
),
apply AS (
	SELECT r.condition, max(r.span) AS span
	  FROM rules r CROSS JOIN this t
	 WHERE ((r.ingredient IS NULL AND r.class IS NULL AND r.product IS NULL)
	        OR EXISTS (SELECT 1
	                     FROM syringe y
	                     JOIN composition c ON c.lot = y.lot
	                      AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = y.lot AND x.action <= :head)
	                     JOIN ingredient_revision n ON n.id = (SELECT max(x.id) FROM ingredient_revision x
	                                                            WHERE x.ingredient = c.ingredient AND x.action <= :head)
	                    WHERE y.session = t.id AND (c.ingredient = r.ingredient OR n.class = r.class))
	        OR EXISTS (SELECT 1 FROM syringe y JOIN lot l ON l.id = y.lot WHERE y.session = t.id AND l.product = r.product))
	   AND (r.area IS NULL
	        OR EXISTS (SELECT 1 FROM syringe y JOIN syringe_area a ON a.syringe = y.id
	                    WHERE y.session = t.id AND lower(a.area) = lower(r.area)))
	 GROUP BY r.condition
)
SELECT replace(replace(f.text, ' (<day>)', ''), '<until>', '...') AS text, t.at AS until,
       CASE WHEN f.text LIKE '%<until>%' THEN a.span END AS until_plus
  FROM apply a
  JOIN phrases f ON f.list = 'after' AND f.code = a.condition
  CROSS JOIN this t
 WHERE NOT EXISTS (SELECT 1 FROM apply o WHERE a.condition LIKE o.condition || '-%' AND o.span >= a.span)
 ORDER BY CASE WHEN a.span IS NULL THEN 1 ELSE 0 END, a.span DESC, a.condition;
-- section: watch
--| text text To watch for [width=90]
WITH {THIS}
SELECT f.text AS text FROM phrases f WHERE f.list = 'watch' ORDER BY f.code;
