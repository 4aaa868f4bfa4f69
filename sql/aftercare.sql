-- Aftercare: what a patient minds after a session, by the rules that apply to what was given and where.

-- part: AFTERCARE_APPLIES
r.kind = 'contraindication' AND r.scope = 'after' AND r.force <> 'inform' AND r.condition IS NOT NULL
   AND ((r.ingredient IS NULL AND r.class IS NULL AND r.product IS NULL)
        OR EXISTS (SELECT 1
                     FROM syringe y
                     JOIN composition_now c ON c.lot = y.lot
                     JOIN ingredient_revision n ON n.id = (SELECT max(id) FROM ingredient_revision
                                                            WHERE ingredient = c.ingredient)
                    WHERE y.session = :session AND (r.ingredient IN (c.ingredient, n.form_of) OR r.class = n.class))
        OR EXISTS (SELECT 1 FROM syringe y JOIN lot l ON l.id = y.lot
                    WHERE y.session = :session AND l.product = r.product))
   AND (r.area IS NULL
        OR EXISTS (SELECT 1 FROM syringe y JOIN syringe_area a ON a.syringe = y.id
                    WHERE y.session = :session AND lower(a.area) = lower(r.area)))

-- name: AFTERCARE_RULES
-- Of each condition the longest; what has no end last.
SELECT r.condition, max(r.span) AS span
  FROM rule_now r
 WHERE {AFTERCARE_APPLIES}
 GROUP BY r.condition
 ORDER BY CASE WHEN max(r.span) IS NULL THEN 1 ELSE 0 END, max(r.span) DESC, r.condition;

-- name: AFTERCARE_AREAS
SELECT DISTINCT a.area
  FROM syringe y
  JOIN syringe_area a ON a.syringe = y.id
 WHERE y.session = :session
 ORDER BY a.area;

-- name: AFTERCARE_WATCH
SELECT f.code
  FROM phrase_now f
 WHERE f.list = 'watch' AND f.language = 'en'
 ORDER BY f.code, f.id;
