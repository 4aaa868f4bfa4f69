-- report: Recipe book
-- asks: Which recipes has a practitioner, what did each version say, which was approved when and by whom, and what changed from one to the next?
-- note: A version is compared with the one it was revised or derived from. What was approved never changes; a draft is shown as it stood as of the report.
-- note: In force: from its approval until it was superseded or retired. A line is required per yield; what is "to the mark" fills up to it.
-- takes: practitioner Only recipes of this person
-- takes: recipe Only this recipe
-- exists: practitioner
SELECT w.id FROM person w WHERE lower(w.code) = lower(:practitioner) AND w.action <= :head;
-- exists: recipe
SELECT c.id FROM recipe c WHERE lower(c.code) = lower(:recipe) AND c.action <= :head;
-- part: BOOK
book AS (
	SELECT v.id, c.id AS of_recipe, c.code AS recipe, v.number, c.practitioner, v.patient, v.action, w.code AS owner,
	       coalesce(a.event, a.entered) AS drafted, a.person AS drafter,
	       coalesce(v.origin, (SELECT max(x.id) FROM version x WHERE x.recipe = v.recipe AND x.number < v.number)) AS origin
	  FROM recipe c
	  JOIN person w ON w.id = c.practitioner
	  JOIN version v ON v.recipe = c.id AND v.action <= :head
	  JOIN action a ON a.id = v.action AND coalesce(a.event, a.entered) <= :at
	 WHERE c.action <= :head
	   AND (CAST(:practitioner AS TEXT) IS NULL OR lower(w.code) = lower(CAST(:practitioner AS TEXT)))
	   AND (CAST(:recipe AS TEXT) IS NULL OR lower(c.code) = lower(CAST(:recipe AS TEXT)))
),
stated AS (
	SELECT b.id, r.id AS revision
	  FROM (SELECT id FROM book UNION SELECT origin FROM book WHERE origin IS NOT NULL) b
	  JOIN version_revision r ON r.id = (SELECT max(x.id) FROM version_revision x JOIN action a ON a.id = x.action
	                                      WHERE x.version = b.id AND x.action <= :head AND coalesce(a.event, a.entered) <= :at)
),
says AS (
	SELECT n.version, n.position, n.kind, n.product, n.ingredient, n.amount, n.unit, n.per,
	       CASE WHEN n.per IS NOT NULL THEN 'L' END AS per_unit, coalesce(p.code, i.code) AS what
	  FROM stated s
	  JOIN line n ON n.version = s.id
	  LEFT JOIN product p ON p.id = n.product
	  LEFT JOIN ingredient i ON i.id = n.ingredient
	 WHERE n.dropped = 0
	   AND n.id = (SELECT max(x.id) FROM line x JOIN action a ON a.id = x.action
	                WHERE x.version = n.version AND x.position = n.position AND x.action <= :head AND coalesce(a.event, a.entered) <= :at)
),
steps AS (
	SELECT n.version, n.position, n.text, n.critical
	  FROM stated s
	  JOIN step n ON n.version = s.id
	 WHERE n.dropped = 0
	   AND n.id = (SELECT max(x.id) FROM step x JOIN action a ON a.id = x.action
	                WHERE x.version = n.version AND x.position = n.position AND x.action <= :head AND coalesce(a.event, a.entered) <= :at)
)
-- sheet: Recipes
-- section: recipes
--| title Recipes
--| recipe       text  Recipe [key]
--| title_of     text  Title
--| owner        text  Practitioner
--| indication   text  Indication [hide=narrow]
--| versions     count Versions
--| newest       count Newest
--| in_force     text  In force
--| batches      count Batches made [hide=narrow]
--| retired      flag  Retired [flag=retired:grey]
WITH {BOOK}
SELECT b.recipe AS recipe, r.title AS title_of, b.owner AS owner, r.indication AS indication, count(*) AS versions, max(b.number) AS newest,
       (SELECT string_agg(CAST(t.number AS TEXT), ', ')
          FROM (SELECT o.number FROM book o
                 WHERE o.of_recipe = b.of_recipe
                   AND (SELECT s.status FROM version_status s JOIN action a ON a.id = s.action
                         WHERE s.version = o.id AND s.action <= :head AND coalesce(a.event, a.entered) <= :at ORDER BY s.id DESC LIMIT 1) = 'approved'
                 ORDER BY o.number) AS t) AS in_force,
       (SELECT count(*) FROM book o JOIN batch m ON m.version = o.id WHERE o.of_recipe = b.of_recipe AND m.action <= :head AND m.prepared <= :at) AS batches,
       r.retired AS retired
  FROM book b
  JOIN recipe_revision r ON r.id = (SELECT max(x.id) FROM recipe_revision x JOIN action a ON a.id = x.action
                                     WHERE x.recipe = b.of_recipe AND x.action <= :head AND coalesce(a.event, a.entered) <= :at)
 GROUP BY b.of_recipe, b.recipe, b.owner, r.title, r.indication, r.retired
 ORDER BY b.recipe, b.of_recipe;
-- sheet: Recipe versions
-- section: recipe_versions
--| title Every version
--| version  text    Version [key]
--| recipe   text    Recipe [hide=table]
--| drafted  instant Drafted [hide=narrow]
--| origin   text    From
--| patient  text    Only for
--| status   text    Status [flag=approved:green,flag=draft:amber,flag=unsafe:red,flag=superseded:grey,flag=retired:grey]
--| approved instant In force from
--| ended    instant Until
--| approver text    Approved by
--| passed   count   Rules passed [quiet]
--| yield    amount  Yield
--| volume   amount  A session [hide=narrow]
--| technique text   Technique [hide=table]
--| area     text    Area [hide=table]
--| needle   text    Needle [hide=table]
--| device   text    Device [hide=table]
--| depth    text    Depth [hide=table]
--| points   count   Points [hide=table]
--| keeps    text    Keeps [hide=narrow]
--| storage  text    Storage [hide=table]
--| regime   text    Regime [hide=table]
--| lines    count   Lines [hide=narrow]
--| why      text    Why it ended [hide=narrow]
WITH {BOOK}
SELECT b.recipe || '.' || CAST(b.number AS TEXT) AS version, b.recipe AS recipe, b.drafted AS drafted,
       oc.code || '.' || CAST(o.number AS TEXT) AS origin, t.code AS patient,
       coalesce((SELECT s.status FROM version_status s JOIN action a ON a.id = s.action
                  WHERE s.version = b.id AND s.action <= :head AND coalesce(a.event, a.entered) <= :at ORDER BY s.id DESC LIMIT 1), 'draft') AS status,
       aa.entered AS approved,
       (SELECT min(a.entered) FROM version_status s JOIN action a ON a.id = s.action
         WHERE s.version = b.id AND s.status <> 'approved' AND s.action <= :head AND coalesce(a.event, a.entered) <= :at) AS ended,
       w.code AS approver,
       (SELECT count(*) FROM verdict q WHERE q.version = b.id AND q.outcome <> 'warned' AND q.action <= :head) AS passed,
       r.yield AS yield, r.unit AS unit, r.session_volume AS volume, r.technique AS technique, r.area AS area,
       r.needle AS needle, r.device AS device, r.depth AS depth, r.points AS points,
       CASE WHEN r.keeps = 0 THEN NULL WHEN r.keeps % 86400 = 0 THEN CAST(r.keeps / 86400 AS TEXT) || ' d'
            WHEN r.keeps % 3600 = 0 THEN CAST(r.keeps / 3600 AS TEXT) || ' h' ELSE CAST(r.keeps / 60 AS TEXT) || ' min' END AS keeps,
       r.storage AS storage, r.regime AS regime, (SELECT count(*) FROM says n WHERE n.version = b.id) AS lines,
       (SELECT s.reason FROM version_status s JOIN action a ON a.id = s.action
         WHERE s.version = b.id AND s.status <> 'approved' AND s.action <= :head AND coalesce(a.event, a.entered) <= :at ORDER BY s.id DESC LIMIT 1) AS why
  FROM book b
  JOIN stated d ON d.id = b.id
  JOIN version_revision r ON r.id = d.revision
  LEFT JOIN version o ON o.id = b.origin
  LEFT JOIN recipe oc ON oc.id = o.recipe
  LEFT JOIN patient t ON t.id = b.patient
  LEFT JOIN signature g ON g.id = (SELECT min(x.id) FROM signature x JOIN action a ON a.id = x.action
                                    WHERE x.version = b.id AND x.meaning = 'approved' AND x.action <= :head AND a.entered <= :at)
  LEFT JOIN action aa ON aa.id = g.action
  LEFT JOIN person w ON w.id = g.person
 ORDER BY b.recipe, b.number, b.id;
-- sheet: Recipe changes
-- section: recipe_changes
--| title What changed from one version to the next
--| version text   Version
--| origin  text   From
--| part    text   What
--| change  text   Change [flag=added:green,flag=left out:red,flag=changed:amber]
--| before  text   Before [width=40]
--| after   text   After [width=40]
--| amount_before amount Before
--| amount_after  amount After
--| per     amount Per [unit=per_unit, hide=narrow]
WITH {BOOK},
pairs AS (
	SELECT b.id, b.origin, b.recipe || '.' || CAST(b.number AS TEXT) AS version, oc.code || '.' || CAST(o.number AS TEXT) AS came_from,
	       b.recipe, b.number
	  FROM book b
	  JOIN version o ON o.id = b.origin
	  JOIN recipe oc ON oc.id = o.recipe
),
told AS (
	SELECT p.id, 1 AS rank, n.position, n.what AS part,
	       CASE WHEN o.what IS NULL THEN 'added'
	            WHEN o.kind <> n.kind OR o.amount IS DISTINCT FROM n.amount OR o.unit IS DISTINCT FROM n.unit OR o.per IS DISTINCT FROM n.per
	            THEN 'changed' END AS change,
	       CASE WHEN o.kind <> n.kind THEN o.kind END AS before, CASE WHEN o.kind <> n.kind THEN n.kind END AS after,
	       CASE WHEN o.unit = n.unit OR n.unit IS NULL THEN o.amount END AS amount_before, n.amount AS amount_after, coalesce(n.unit, o.unit) AS unit,
	       n.per, n.per_unit
	  FROM pairs p
	  JOIN says n ON n.version = p.id
	  LEFT JOIN says o ON o.version = p.origin AND o.what = n.what
	UNION ALL
	SELECT p.id, 1, o.position, o.what, 'left out', NULL, NULL, o.amount, NULL, o.unit, o.per, o.per_unit
	  FROM pairs p
	  JOIN says o ON o.version = p.origin
	 WHERE NOT EXISTS (SELECT 1 FROM says n WHERE n.version = p.id AND n.what = o.what)
	UNION ALL
	SELECT p.id, 2, 0, f.field, 'changed',
	       CASE f.field WHEN 'technique' THEN o.technique WHEN 'area' THEN o.area WHEN 'needle' THEN o.needle WHEN 'device' THEN o.device
	                    WHEN 'depth' THEN o.depth WHEN 'points' THEN CAST(o.points AS TEXT) WHEN 'keeps, h' THEN CAST(o.keeps / 3600 AS TEXT)
	                    WHEN 'storage' THEN o.storage WHEN 'stability' THEN o.stability WHEN 'regime' THEN o.regime WHEN 'process' THEN o.process
	                    WHEN 'sessions' THEN CAST(o.sessions AS TEXT) WHEN 'interval, d' THEN CAST(o.interval_days AS TEXT) END,
	       CASE f.field WHEN 'technique' THEN n.technique WHEN 'area' THEN n.area WHEN 'needle' THEN n.needle WHEN 'device' THEN n.device
	                    WHEN 'depth' THEN n.depth WHEN 'points' THEN CAST(n.points AS TEXT) WHEN 'keeps, h' THEN CAST(n.keeps / 3600 AS TEXT)
	                    WHEN 'storage' THEN n.storage WHEN 'stability' THEN n.stability WHEN 'regime' THEN n.regime WHEN 'process' THEN n.process
	                    WHEN 'sessions' THEN CAST(n.sessions AS TEXT) WHEN 'interval, d' THEN CAST(n.interval_days AS TEXT) END,
	       CASE f.field WHEN 'yield' THEN o.yield WHEN 'a session' THEN o.session_volume END,
	       CASE f.field WHEN 'yield' THEN n.yield WHEN 'a session' THEN n.session_volume END, n.unit, NULL, NULL
	  FROM pairs p
	  JOIN stated sn ON sn.id = p.id
	  JOIN stated so ON so.id = p.origin
	  JOIN version_revision n ON n.id = sn.revision
	  JOIN version_revision o ON o.id = so.revision
	 CROSS JOIN (SELECT 'yield' AS field UNION ALL SELECT 'a session' UNION ALL SELECT 'technique' UNION ALL SELECT 'area' UNION ALL SELECT 'needle'
	             UNION ALL SELECT 'device' UNION ALL SELECT 'depth' UNION ALL SELECT 'points' UNION ALL SELECT 'keeps, h' UNION ALL SELECT 'storage'
	             UNION ALL SELECT 'stability' UNION ALL SELECT 'regime' UNION ALL SELECT 'process' UNION ALL SELECT 'sessions'
	             UNION ALL SELECT 'interval, d') f
	UNION ALL
	SELECT p.id, 3, n.position, 'step ' || CAST(n.position AS TEXT), CASE WHEN o.text IS NULL THEN 'added' ELSE 'changed' END, o.text, n.text,
	       NULL, NULL, NULL, NULL, NULL
	  FROM pairs p
	  JOIN steps n ON n.version = p.id
	  LEFT JOIN steps o ON o.version = p.origin AND o.position = n.position
	UNION ALL
	SELECT p.id, 3, o.position, 'step ' || CAST(o.position AS TEXT), 'left out', o.text, NULL, NULL, NULL, NULL, NULL, NULL
	  FROM pairs p
	  JOIN steps o ON o.version = p.origin
	 WHERE NOT EXISTS (SELECT 1 FROM steps n WHERE n.version = p.id AND n.position = o.position)
)
SELECT p.version AS version, p.came_from AS origin, t.part AS part, t.change AS change, t.before AS before, t.after AS after,
       t.amount_before AS amount_before, t.amount_after AS amount_after, t.unit AS unit, t.per AS per, t.per_unit AS per_unit
  FROM pairs p
  JOIN told t ON t.id = p.id
 WHERE t.change = 'added' OR t.change = 'left out'
    OR t.before IS DISTINCT FROM t.after OR t.amount_before IS DISTINCT FROM t.amount_after OR (t.rank = 1 AND t.change = 'changed')
 ORDER BY p.recipe, p.number, p.id, t.rank, t.position, t.part, t.change;
-- sheet: Recipe lines
-- section: recipe_lines
--| title What each version said
--| version  text   Version
--| position count  Line
--| what     text   Product or ingredient
--| kind     text   As
--| amount   amount Amount
--| per      amount Per [unit=per_unit]
WITH {BOOK}
SELECT b.recipe || '.' || CAST(b.number AS TEXT) AS version, n.position AS position, n.what AS what,
       CASE n.kind WHEN 'fill' THEN 'to the mark' WHEN 'amount' THEN 'ingredient' ELSE n.kind END AS kind, n.amount AS amount, n.unit AS unit,
       n.per AS per, n.per_unit AS per_unit
  FROM book b
  JOIN says n ON n.version = b.id
 ORDER BY b.recipe, b.number, b.id, n.position;
-- sheet: Recipe steps
-- section: recipe_steps
--| title How it is prepared
--| version  text  Version
--| position count Step
--| text     text  What is done [width=60]
--| critical flag  Critical [flag=critical:red]
WITH {BOOK}
SELECT b.recipe || '.' || CAST(b.number AS TEXT) AS version, n.position AS position, n.text AS text, n.critical AS critical
  FROM book b
  JOIN steps n ON n.version = b.id
 ORDER BY b.recipe, b.number, b.id, n.position;
