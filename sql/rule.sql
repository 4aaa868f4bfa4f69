-- Rules: numbers a pharmacist may change, each with its source.

-- name: RULE_INSERT
INSERT INTO rule (action, code) VALUES (:action, :code) RETURNING *;

-- name: RULE_REVISION_INSERT
INSERT INTO rule_revision (action, rule, kind, severity, override, scope, ingredient, class, product, with_ingredient,
                           with_class, with_product, condition, measure, least, amount, unit, per, per_unit, span, area,
                           indication, regime, storage, since, till, text, jurisdiction, evidence, source, requirement,
                           approved, retired)
VALUES (:action, :rule, :kind, :severity, :override, :scope, :ingredient, :class, :product, :with_ingredient,
        :with_class, :with_product, :condition, :measure, :least, :amount, :unit, :per, :per_unit, :span, :area,
        :indication, :regime, :storage, :since, :till, :text, :jurisdiction, :evidence, :source, :requirement,
        :approved, :retired)
RETURNING *;

-- The version that stands, with what rule_of_row() reads.
-- name: RULE_BY_CODE
{RULE_NOW}
 WHERE u.code = :code;

-- Its numbers and what a verdict cites of it: asked several times in each act.
-- name: RULE_BRIEF
SELECT u.id, r.id AS revision, {RULE_VERSION} AS version, u.code, r.override, r.scope, r.amount, r.span, r.since,
       r.till, r.source, r.requirement, CASE WHEN {RULE_IS_APPROVED} THEN 1 ELSE 0 END AS approved, {RULE_FORCE}
{RULE_STANDS}
 WHERE u.code = :code;

-- name: VERDICT_INSERT
INSERT INTO verdict (action, rule_revision, outcome, text, reason, subject, version, batch, session, lot, excess, supposed)
VALUES (:action, :rule_revision, :outcome, :text, :reason, :subject, :version, :batch, :session, :lot, :excess, :supposed)
RETURNING *;

-- name: PROTOCOL_INSERT
INSERT INTO protocol (action, rule_revision, technique, gauge, sessions_least, sessions_most, interval_least,
                      interval_most, maintenance_least, maintenance_most, depth_least, depth_most, point_least,
                      point_most, volume_least, volume_most)
VALUES (:action, :rule_revision, :technique, :gauge, :sessions_least, :sessions_most, :interval_least, :interval_most,
        :maintenance_least, :maintenance_most, :depth_least, :depth_most, :point_least, :point_most, :volume_least,
        :volume_most)
RETURNING *;

-- name: PROTOCOL_OF_RULE
SELECT * FROM protocol WHERE rule_revision = :rule_revision;

-- name: RULE_NEWEST
-- The newest version, approved or not.
SELECT * FROM rule_version WHERE code = :code ORDER BY revision DESC LIMIT 1;

-- name: RULE_HAND
-- Whether somebody entered a version, or typed it for who did.
SELECT CASE WHEN a.person = :person OR a.typist = :person THEN 1 ELSE 0 END AS hand
  FROM rule_revision r
  JOIN action a ON a.id = r.action
 WHERE r.id = :revision;

-- name: RULE_WORDS
-- The conditions, areas or measures there are: of the lists, and of the rules (of that kind) so far.
SELECT lower(f.text) AS name FROM phrase_now f WHERE :what = 'area' AND f.list IN ('area', 'site')
 UNION
SELECT f.code FROM phrase_now f
 WHERE (f.list IN ('area', 'site') AND :what = 'area') OR (f.list IN ('question', 'after') AND :what = 'condition')
    OR (f.list = 'measure' AND :what = 'measure')
 UNION
SELECT CASE :what WHEN 'condition' THEN r.condition WHEN 'measure' THEN r.measure ELSE r.area END
  FROM rule_revision r
 WHERE CASE :what WHEN 'condition' THEN r.condition WHEN 'measure' THEN r.measure ELSE r.area END IS NOT NULL
   AND (:what = 'area' OR r.kind = :kind)
 ORDER BY name;

-- name: RULE_CODES
SELECT code AS name FROM rule ORDER BY id;

-- What a rule is about, and its other half: a class says so, since an ingredient may have its name.
-- part: RULE_HALVES
coalesce((SELECT i.code FROM ingredient i WHERE i.id = r.ingredient),
                (SELECT 'class ' || c.code FROM class c WHERE c.id = r.class),
                (SELECT p.code FROM product p WHERE p.id = r.product)) AS about,
       coalesce((SELECT i.code FROM ingredient i WHERE i.id = r.with_ingredient),
                (SELECT 'class ' || c.code FROM class c WHERE c.id = r.with_class),
                (SELECT p.code FROM product p WHERE p.id = r.with_product)) AS other

-- name: RULE_LIST
-- Of an ingredient: those about it and about its class.
SELECT r.*, {RULE_HALVES},
       (SELECT count(*) FROM rule_revision n WHERE n.rule = r.id) AS newest,
       (SELECT string_agg(x.says, ', ') FROM (SELECT says FROM signed WHERE rule = r.revision ORDER BY id) x) AS signed
  FROM rule_now r
 WHERE r.ours = :ours
   AND (r.retired = 0 OR :retired = 1)
   AND (CAST(:kind AS TEXT) IS NULL OR r.kind = :kind)
   AND (:unapproved = 0 OR r.approved = 0
        OR r.revision < (SELECT max(n.id) FROM rule_revision n WHERE n.rule = r.id))
   AND (CAST(:ingredient AS BIGINT) IS NULL OR r.ingredient = :ingredient OR r.with_ingredient = :ingredient
        OR r.class = (SELECT n.class FROM ingredient_revision n WHERE n.ingredient = :ingredient ORDER BY n.id DESC LIMIT 1)
        OR r.with_class = (SELECT n.class FROM ingredient_revision n WHERE n.ingredient = :ingredient
                            ORDER BY n.id DESC LIMIT 1))
 ORDER BY r.kind, r.code, r.id;

-- name: RULE_VERSIONS
SELECT r.*, {RULE_HALVES}, a.entered, p.code AS person, a.reason,
       CASE WHEN r.revision = (SELECT n.revision FROM rule_now n WHERE n.code = :code) THEN 1 ELSE 0 END AS stands
  FROM rule_version r
  JOIN action a ON a.id = r.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE r.code = :code
 ORDER BY r.revision;

-- name: RULE_CONDITIONS
-- What rules ask of a patient, and the classes somebody may be allergic to, in words.
SELECT DISTINCT replace(condition, '-', ' ') AS name
  FROM rule_revision
 WHERE kind = 'contraindication' AND condition IS NOT NULL
UNION
SELECT lower(name) FROM class
UNION
SELECT replace(lower(code), '-', ' ') FROM phrase_now WHERE list IN ('condition', 'medicine', 'allergy')
 ORDER BY name;
