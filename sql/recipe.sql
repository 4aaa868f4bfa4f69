-- Recipes, their versions, lines and steps, and sets of recipes.

-- name: RECIPE_INSERT
INSERT INTO recipe (action, code, practitioner) VALUES (:action, :code, :practitioner) RETURNING *;

-- name: RECIPE_REVISE
INSERT INTO recipe_revision (action, recipe, title, indication, retired)
VALUES (:action, :recipe, :title, :indication, :retired)
RETURNING *;

-- name: RECIPE_BY_CODE
{RECIPE_NOW}
 WHERE lower(c.code) = :folded;

-- name: RECIPE_BY_ID
{RECIPE_NOW}
 WHERE c.id = :id;

-- name: RECIPE_CODES
SELECT code AS name FROM recipe ORDER BY id;

-- name: RECIPE_LIST
--| recipe       text    Recipe
--| title        text    Title
--| practitioner text    Practitioner
--| indication   text    Indication
--| in_force     text    In force
--| draft        text    Draft
--| yield        amount  Yield
--| retired      flag    Retired
--| signed       text    Signed [hide=narrow]
SELECT c.code AS recipe, c.title, p.code AS practitioner, c.indication,
       c.code || '.' || (SELECT max(v.number) FROM version_now v
                          WHERE v.recipe = c.id AND v.status = 'approved' AND v.patient IS NULL) AS in_force,
       c.code || '.' || (SELECT max(v.number) FROM version_now v WHERE v.recipe = c.id AND v.status = 'draft') AS draft,
       n.yield, n.unit, c.retired,
       (SELECT string_agg(x.says, ', ')
          FROM (SELECT says FROM signed
                 WHERE version = (SELECT max(v.id) FROM version_now v
                                   WHERE v.recipe = c.id AND v.status = 'approved' AND v.patient IS NULL) ORDER BY id) x) AS signed
  FROM recipe_now c
  JOIN person p ON p.id = c.practitioner
  JOIN version_now n ON n.recipe = c.id
                    AND n.number = (SELECT max(number) FROM version WHERE recipe = c.id AND patient IS NULL)
 WHERE (CAST(:practitioner AS BIGINT) IS NULL OR c.practitioner = :practitioner)
   AND (CAST(:indication AS TEXT) IS NULL OR lower(c.indication) LIKE '%' || :indication || '%'
        OR lower(n.area) LIKE '%' || :indication || '%')
   AND (c.retired = 0 OR CAST(:all AS INTEGER) = 1)
 ORDER BY c.code, c.id;

-- name: VERSION_INSERT
INSERT INTO version (action, recipe, number, origin, patient)
VALUES (:action, :recipe, :number, :origin, :patient)
RETURNING *;

-- name: VERSION_REVISE
INSERT INTO version_revision (action, version, yield, unit, session_volume, technique, area, needle, device, depth,
                              points, keeps, storage, stability, description, closure, quality, sessions, interval_days,
                              maintenance_days, regime, process)
VALUES (:action, :version, :yield, :unit, :session_volume, :technique, :area, :needle, :device, :depth,
        :points, :keeps, :storage, :stability, :description, :closure, :quality, :sessions, :interval_days,
        :maintenance_days, :regime, :process)
RETURNING *;

-- name: VERSION_STATUS_INSERT
INSERT INTO version_status (action, version, status, product, reason)
VALUES (:action, :version, :status, :product, :reason)
RETURNING *;

-- part: VERSION
SELECT v.id, v.recipe, v.number, v.origin, v.patient, v.yield, v.unit, v.session_volume, v.technique, v.area, v.needle,
       v.device, v.depth, v.points, v.keeps, v.storage, v.stability, v.description, v.closure, v.quality, v.sessions,
       v.interval_days, v.maintenance_days, v.regime, v.process, v.status, v.reason, v.product, c.code, c.practitioner, c.title, c.indication
  FROM version_now v
  JOIN recipe_now c ON c.id = v.recipe

-- name: VERSION_BY_ID
{VERSION}
 WHERE v.id = :id;

-- name: VERSION_BY_NUMBER
{VERSION}
 WHERE v.recipe = :recipe AND v.number = :number;

-- The version in force, else the newest draft, else the newest: for all, or for one patient.
-- name: VERSION_MEANT
{VERSION}
 WHERE v.recipe = :recipe AND v.patient IS NULL
 ORDER BY CASE v.status WHEN 'approved' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, v.number DESC, v.id
 LIMIT 1;

-- name: VERSION_IN_FORCE_AT
-- For all, at an instant: by what was said of each version until then.
{VERSION}
 WHERE v.recipe = :recipe AND v.patient IS NULL
   AND (SELECT x.status
          FROM version_status x
          JOIN action a ON a.id = x.action
         WHERE x.version = v.id AND coalesce(a.event, a.entered) <= :at
         ORDER BY x.id DESC
         LIMIT 1) = 'approved'
 ORDER BY v.number DESC, v.id
 LIMIT 1;

-- name: VERSION_IN_FORCE
{VERSION}
 WHERE v.recipe = :recipe AND v.status = 'approved' AND coalesce(v.patient, 0) IN (0, :patient)
 ORDER BY v.patient NULLS LAST, v.number DESC, v.id
 LIMIT 1;

-- The newest of a recipe with that status (any where NULL), for that patient (0: for all).
-- name: VERSION_NEWEST
{VERSION}
 WHERE v.recipe = :recipe AND (CAST(:status AS TEXT) IS NULL OR v.status = :status)
   AND (CAST(:patient AS INTEGER) < 0 OR coalesce(v.patient, 0) = :patient)
 ORDER BY v.number DESC, v.id
 LIMIT 1;

-- name: VERSION_HIGHEST
SELECT max(number) AS number FROM version WHERE recipe = :recipe;

-- name: VERSION_BY_PRODUCT
SELECT version FROM version_status WHERE product = :product ORDER BY id LIMIT 1;

-- name: VERSION_STATES
SELECT v.id, v.number, v.status FROM version_now v WHERE v.recipe = :recipe ORDER BY v.number, v.id;

-- name: VERSION_LIST
--| version    text    Version
--| status     text    Status [flag=unsafe:red, flag=draft:amber]
--| patient    text    For
--| origin     text    From
--| approved   instant Approved
--| reason     text    Reason
SELECT c.code || '.' || v.number AS version, v.status, t.code AS patient, c.code || '.' || o.number AS origin,
       (SELECT min(a.entered) FROM version_status s JOIN action a ON a.id = s.action
         WHERE s.version = v.id AND s.status = 'approved') AS approved,
       v.reason
  FROM version_now v
  JOIN recipe c ON c.id = v.recipe
  LEFT JOIN version o ON o.id = v.origin
  LEFT JOIN patient t ON t.id = v.patient
 WHERE v.recipe = :recipe
 ORDER BY v.number, v.id;

-- name: VERSION_FORM
--| form
--| version      text    Version
--| title        text    Title
--| status       text    Status [flag=unsafe:red, flag=draft:amber]
--| practitioner text    Practitioner
--| patient      text    Only for
--| origin       text    From
--| indication   text    Indication
--| yield        amount  Yield
--| session      amount  A session takes
--| technique    text    Technique
--| area         text    Area
--| needle       text    Needle
--| device       text    Device
--| depth        text    Depth
--| points       count   Points
--| keeps        text    Keeps
--| storage      text    Storage
--| regime       text    Regime
--| process      text    Process
--| stability    text    Stability reference
--| description  text    Looks like
--| closure      text    Container and closure
--| quality      text    Tests
--| course       text    Course
--| reason       text    Reason
SELECT c.code || '.' || v.number AS version, c.title, v.status, p.code AS practitioner, t.code AS patient,
       c.code || '.' || o.number AS origin, c.indication, v.yield, v.unit, v.session_volume AS session, v.technique,
       v.area, v.needle, v.device, v.depth, v.points, CAST(:keeps AS TEXT) AS keeps, v.storage,
       CAST(:regime AS TEXT) AS regime, v.process, v.stability,
       v.description, v.closure, v.quality,
       CASE WHEN v.sessions IS NULL THEN NULL
            WHEN v.interval_days IS NULL THEN v.sessions || ' sessions'
            ELSE v.sessions || ' sessions, every ' || v.interval_days || ' days' END
       || CASE WHEN v.maintenance_days IS NULL THEN '' ELSE ', then every ' || v.maintenance_days || ' days' END AS course,
       v.reason
  FROM version_now v
  JOIN recipe_now c ON c.id = v.recipe
  JOIN person p ON p.id = c.practitioner
  LEFT JOIN version o ON o.id = v.origin
  LEFT JOIN patient t ON t.id = v.patient
 WHERE v.id = :version;

-- name: LINE_INSERT
INSERT INTO line (action, version, position, kind, product, ingredient, amount, unit, per, dropped)
VALUES (:action, :version, :position, :kind, :product, :ingredient, :amount, :unit, :per, :dropped)
RETURNING *;

-- name: LINE_HIGHEST
SELECT max(position) AS position FROM line WHERE version = :version;

-- name: LINE_OF_VERSION
SELECT l.id, l.position, l.kind, l.product, l.ingredient, l.amount, l.unit, l.per, coalesce(p.code, i.code) AS code
  FROM line_now l
  LEFT JOIN product p ON p.id = l.product
  LEFT JOIN ingredient i ON i.id = l.ingredient
 WHERE l.version = :version
 ORDER BY l.position, l.id;

-- Line by line as an older version said it: what a revision copies.
-- name: LINE_COPY
INSERT INTO line (action, version, position, kind, product, ingredient, amount, unit, per, dropped)
SELECT CAST(:action AS BIGINT), CAST(:version AS BIGINT), position, kind, product, ingredient, amount, unit, per, 0
  FROM line_now WHERE version = :origin
 ORDER BY position, id
RETURNING *;

-- name: STEP_INSERT
INSERT INTO step (action, version, position, text, critical, dropped)
VALUES (:action, :version, :position, :text, :critical, :dropped)
RETURNING *;

-- name: STEP_HIGHEST
SELECT max(position) AS position FROM step WHERE version = :version;

-- name: STEP_AT
SELECT id, text, critical FROM step_now WHERE version = :version AND position = :position;

-- name: STEP_COPY
INSERT INTO step (action, version, position, text, critical, dropped)
SELECT CAST(:action AS BIGINT), CAST(:version AS BIGINT), position, text, critical, 0
  FROM step_now WHERE version = :origin
 ORDER BY position, id
RETURNING *;

-- name: STEP_LIST
--| title Steps
--| position count Step
--| text     text  What to do
--| critical flag  Critical
SELECT position, text, critical FROM step_now WHERE version = :version ORDER BY position, id;

-- name: STEP_OF_VERSION
SELECT position, text, critical FROM step_now WHERE version = :version ORDER BY position, id;

-- Products whose only active is the ingredient, by the label: what a line of it would be met by.
-- name: LINE_CANDIDATES
SELECT p.id, p.code, c.amount, c.unit, c.per, p.unit AS per_unit
  FROM component_now c
  JOIN product_now p ON p.id = c.product
 WHERE c.ingredient = :ingredient AND p.retired = 0 AND p.kind <> 'mixture' AND c.amount IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM component_now o
                     JOIN ingredient_now i ON i.id = o.ingredient
                     JOIN ingredient_now own ON own.id = c.ingredient
                    WHERE o.product = c.product AND o.ingredient <> c.ingredient
                      AND (i.class NOT IN ('buffer/excipient', 'solvent/diluent')
                        OR own.class IN ('buffer/excipient', 'solvent/diluent')))
 ORDER BY p.code, p.id;

-- name: LINE_OTHER_FORM
-- A product that holds the substance in another form.
SELECT p.code AS product, i.code AS form
  FROM ingredient_now own
  JOIN ingredient_now i ON coalesce(i.form_of, i.id) = coalesce(own.form_of, own.id) AND i.id <> own.id
  JOIN component_now c ON c.ingredient = i.id
  JOIN product_now p ON p.id = c.product
 WHERE own.id = :ingredient AND p.retired = 0 AND p.kind <> 'mixture'
 ORDER BY p.code, p.id, i.id
 LIMIT 1;

-- name: SET_INSERT
INSERT INTO recipe_set (action, code, name, practitioner) VALUES (:action, :code, :name, :practitioner) RETURNING *;

-- name: SET_ITEM_INSERT
INSERT INTO recipe_set_item (action, recipe_set, position, recipe, dropped)
VALUES (:action, :recipe_set, :position, :recipe, :dropped)
RETURNING *;

-- name: SET_BY_CODE
SELECT id, code, name, practitioner FROM recipe_set WHERE lower(code) = :folded;

-- name: SET_CODES
SELECT code AS name FROM recipe_set ORDER BY id;

-- name: SET_HIGHEST
SELECT max(position) AS position FROM recipe_set_item WHERE recipe_set = :recipe_set;

-- part: SET_ITEM_NOW
SELECT i.id, i.recipe_set, i.position, i.recipe
  FROM recipe_set_item i
 WHERE i.dropped = 0
   AND i.id = (SELECT max(id) FROM recipe_set_item WHERE recipe_set = i.recipe_set AND position = i.position)

-- name: SET_ITEMS
SELECT i.position, i.recipe, c.code
  FROM ({SET_ITEM_NOW}) i JOIN recipe c ON c.id = i.recipe
 WHERE i.recipe_set = :recipe_set
 ORDER BY i.position, i.id;

-- name: SET_SHOW
--| position count Syringe
--| recipe   text  Recipe
--| title    text  Title
--| in_force text  In force
--| area     text  Area
SELECT i.position, c.code AS recipe, c.title,
       c.code || '.' || (SELECT max(v.number) FROM version_now v
                          WHERE v.recipe = c.id AND v.status = 'approved' AND v.patient IS NULL) AS in_force,
       (SELECT v.area FROM version_now v
         WHERE v.recipe = c.id AND v.status = 'approved' AND v.patient IS NULL
         ORDER BY v.number DESC, v.id LIMIT 1) AS area
  FROM ({SET_ITEM_NOW}) i JOIN recipe_now c ON c.id = i.recipe
 WHERE i.recipe_set = :recipe_set
 ORDER BY i.position, i.id;

-- name: SET_LIST
--| code         text  Set
--| name         text  Name
--| practitioner text  Practitioner
--| recipes      text  Recipes
SELECT s.code, s.name, p.code AS practitioner,
       (SELECT string_agg(c.code, ', ') FROM ({SET_ITEM_NOW} ORDER BY i.position, i.id) i JOIN recipe c ON c.id = i.recipe
         WHERE i.recipe_set = s.id) AS recipes
  FROM recipe_set s
  JOIN person p ON p.id = s.practitioner
 ORDER BY s.code, s.id;
