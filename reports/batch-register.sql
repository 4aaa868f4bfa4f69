-- report: Batch register
-- asks: In a period, which batches were made, by whom, verified and released by whom and when, and did each come to what was asked?
-- note: Nothing is left out: a batch that was reversed stands and says so; one whose lines or volume were corrected is marked as changed. A powder dissolved as its label says is no mixture of a recipe, and needs no second check.
-- note: A second check lapses when a line, the volume, the composition or the end of what was checked is corrected after it, until it is checked again.
-- note: Yield is what was made up over what was asked for; its limits are the rule yield-tolerance as it stood when the batch was made. A volume that was not measured is the one asked for.
-- note: Rules passed: verdicts on it, or on its version when that was approved, that were overridden, signed, or came too late.
-- period
-- takes: recipe Only of this recipe
-- takes: person Only made, verified or released by this person
-- exists: recipe
SELECT c.id FROM recipe c WHERE lower(c.code) = lower(:recipe) AND c.action <= :head;
-- exists: person
SELECT w.id FROM person w WHERE lower(w.code) = lower(:person) AND w.action <= :head;
-- What the signature g bound of a batch is no longer what it was (signature.h).
-- part: LAPSED
(EXISTS (SELECT 1 FROM batch_line n WHERE n.batch = g.batch AND n.replaces IS NOT NULL AND n.action > g.action AND n.action <= :head)
 OR EXISTS (SELECT 1 FROM batch q JOIN lot_revision n ON n.lot = q.lot WHERE q.id = g.batch AND n.action > g.action AND n.action <= :head)
 OR EXISTS (SELECT 1 FROM batch q JOIN composition n ON n.lot = q.lot WHERE q.id = g.batch AND n.action > g.action AND n.action <= :head)
 OR EXISTS (SELECT 1 FROM batch q
              LEFT JOIN batch_measure o ON o.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = q.id AND x.action <= g.action)
              JOIN batch_measure m ON m.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = q.id AND x.action <= :head)
             WHERE q.id = g.batch AND (coalesce(o.made_up, q.made_up) <> m.made_up OR coalesce(o.kept, q.kept) <> m.kept)))
-- part: MADE
made AS (
	SELECT b.id, b.action, b.lot, b.prepared, b.maker, b.chair, b.target, coalesce(m.made_up, b.made_up) AS made_up,
	       CASE WHEN m.id IS NULL THEN b.measured ELSE 1 END AS measured, coalesce(m.kept, b.kept) AS kept, b.unit, m.id AS measure,
	       l.number, rc.code AS recipe, v.id AS of_version, v.number AS version, w.code || t.typed AS maker_code, vg.person AS verifier, vw.code AS verifier_code,
	       vg.id AS verified, va.entered AS verified_at, rg.person AS releaser, rw.code AS releaser_code, rg.id AS released,
	       ra.entered AS released_at, b.regime, p.code AS product
	  FROM batch b
	  JOIN lot l ON l.id = b.lot
	  JOIN product p ON p.id = l.product
	  JOIN person w ON w.id = b.maker
	  JOIN act_by t ON t.action = b.action
	  LEFT JOIN batch_measure m ON m.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = b.id AND x.action <= :head)
	  LEFT JOIN version v ON v.id = b.version
	  LEFT JOIN recipe rc ON rc.id = v.recipe
	  LEFT JOIN signature vg ON vg.id = (SELECT max(x.id) FROM signature x WHERE x.batch = b.id AND x.meaning = 'verified' AND x.action <= :then)
	  LEFT JOIN action va ON va.id = vg.action
	  LEFT JOIN person vw ON vw.id = vg.person
	  LEFT JOIN signature rg ON rg.id = (SELECT max(x.id) FROM signature x WHERE x.batch = b.id AND x.meaning = 'released' AND x.action <= :then)
	  LEFT JOIN action ra ON ra.id = rg.action
	  LEFT JOIN person rw ON rw.id = rg.person
	 WHERE b.action <= :head AND b.prepared >= :from AND b.prepared < :to AND b.prepared <= :at
	   AND (CAST(:recipe AS TEXT) IS NULL OR lower(rc.code) = lower(CAST(:recipe AS TEXT)))
	   AND (CAST(:person AS TEXT) IS NULL OR lower(CAST(:person AS TEXT)) IN (lower(w.code), lower(vw.code), lower(rw.code)))
)
-- What is to be said of each: of its second check, its yield, and what came after.
-- part: FOUND
found AS (
	SELECT b.*, t.amount AS most,
	       CASE WHEN b.chair = 1 THEN 'single-handed'
	            WHEN b.verified IS NULL AND b.version IS NULL THEN 'as its label says'
	            WHEN b.verified IS NULL AND b.released IS NULL THEN 'waits'
	            WHEN b.verified IS NULL THEN 'missing'
	            WHEN {LAPSED} THEN 'lapsed'
	            WHEN b.verifier = b.maker THEN 'same person'
	            WHEN b.released < b.verified AND NOT EXISTS (SELECT 1 FROM signature x WHERE x.batch = b.id AND x.meaning = 'verified' AND x.id < b.released)
	            THEN 'after release' ELSE 'another person' END AS second,
	       CASE WHEN abs(b.made_up - b.target) * 100 > t.amount * b.target THEN 'outside' WHEN b.measured = 1 THEN 'within'
	            ELSE 'not measured' END AS off,
	       CASE WHEN b.measure IS NOT NULL
	              OR EXISTS (SELECT 1 FROM batch_line n WHERE n.batch = b.id AND n.replaces IS NOT NULL AND n.action <= :head)
	            THEN 1 ELSE 0 END AS changed,
	       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = b.action AND u.action <= :head) THEN 1 ELSE 0 END AS reversed
	  FROM made b
	  LEFT JOIN signature g ON g.id = b.verified
	  LEFT JOIN rule u ON u.code = 'yield-tolerance'
	  LEFT JOIN rule_revision t ON t.id = (SELECT max(x.id) FROM rule_revision x WHERE x.rule = u.id AND x.action <= b.action)
)
-- sheet: Batches
-- section: batches
--| title Batches
--| at       instant Prepared
--| batch    text    Batch [key]
--| recipe   text    Recipe
--| version  count   Version [hide=table]
--| product  text    Product [hide=table]
--| regime   text    Regime [hide=narrow]
--| maker    text    Made by
--| verifier text    Verified by [hide=narrow]
--| releaser text    Released by [hide=narrow]
--| chair    flag    At the chair
--| target   amount  Asked for
--| made_up  amount  Made up [hide=narrow]
--| kept     amount  Kept [hide=narrow]
--| lost     amount  Lost [formula=made_up-kept, hide=narrow, quiet]
--| ends     instant Not to be used from [hide=table]
--| status   text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| passed   count   Rules passed [quiet]
--| deviates flag    Deviation [flag=deviation:red]
--| changed  flag    Changed since [flag=changed since:amber]
--| reversed flag    Reversed [flag=reversed:grey]
WITH {MADE},
{FOUND}
SELECT b.prepared AS at, b.number AS batch, b.recipe || '.' || CAST(b.version AS TEXT) AS recipe, b.version AS version, b.product AS product,
       b.regime AS regime, b.maker_code AS maker, b.verifier_code AS verifier, b.releaser_code AS releaser, b.chair AS chair,
       b.target AS target, b.made_up AS made_up, b.kept AS kept, b.unit AS unit, r.expires_at AS ends,
       (SELECT st.status FROM lot_status st WHERE st.lot = b.lot AND st.action <= :head AND st.at <= :at
         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status,
       (SELECT count(*) FROM verdict q WHERE q.batch = b.id AND q.outcome <> 'warned' AND q.action <= :head)
         + (SELECT count(*) FROM verdict q WHERE q.version = b.of_version AND q.outcome <> 'warned' AND q.action <= :head) AS passed,
       CASE WHEN EXISTS (SELECT 1 FROM deviation d WHERE d.batch = b.id AND d.action <= :head)
              OR EXISTS (SELECT 1 FROM batch_line n JOIN deviation d ON d.lot = n.lot AND d.action = n.action
                          WHERE n.batch = b.id AND d.action <= :head) THEN 1 ELSE 0 END AS deviates,
       b.changed AS changed, b.reversed AS reversed
  FROM found b
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = b.lot AND x.action <= :head)
 ORDER BY b.prepared, b.id;
-- sheet: Second check
-- section: checks
--| title The second check, before release
--| batch       text    Batch
--| maker       text    Made by
--| prepared    instant Prepared [hide=narrow]
--| verifier    text    Verified by
--| verified_at instant Verified
--| releaser    text    Released by
--| released_at instant Released
--| finding     text    Second check [flag=same person:red,flag=after release:red,flag=missing:red,flag=lapsed:red,flag=waits:amber,flag=single-handed:amber,flag=another person:green]
--| reversed    flag    Reversed [flag=reversed:grey]
WITH {MADE},
{FOUND}
SELECT b.number AS batch, b.maker_code AS maker, b.prepared AS prepared, b.verifier_code AS verifier, b.verified_at AS verified_at,
       b.releaser_code AS releaser, b.released_at AS released_at, b.second AS finding, b.reversed AS reversed
  FROM found b
 ORDER BY b.prepared, b.id;
-- sheet: Yield
-- section: yield
--| title Yield
--| batch    text   Batch
--| recipe   text   Recipe
--| target   amount Asked for
--| made_up  amount Made up
--| measured flag   Measured
--| kept     amount Kept [hide=narrow]
--| lost     amount Lost [formula=made_up-kept, quiet]
--| yield    count  Yield, %
--| most     count  Limit, % off
--| finding  text   Yield [flag=outside:red,flag=within:green]
--| lines    count  Lines
--| corrected count Corrected lines [hide=narrow]
--| reversed flag   Reversed [flag=reversed:grey]
WITH {MADE},
{FOUND}
SELECT b.number AS batch, b.recipe || '.' || CAST(b.version AS TEXT) AS recipe, b.target AS target, b.made_up AS made_up,
       b.measured AS measured, b.kept AS kept, b.unit AS unit,
       CASE WHEN b.target > 0 THEN (200 * b.made_up + b.target) / (2 * b.target) END AS yield, b.most AS most, b.off AS finding,
       (SELECT count(*) FROM batch_line n WHERE n.batch = b.id AND n.action <= :head
           AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)) AS lines,
       (SELECT count(*) FROM batch_line n WHERE n.batch = b.id AND n.action <= :head AND n.replaces IS NOT NULL) AS corrected, b.reversed AS reversed
  FROM found b
 ORDER BY b.prepared, b.id;
-- sheet: Batch checks
-- section: tests
--| title What was looked at before release
--| batch   text    Batch
--| at      instant When
--| what    text    Check
--| result  text    Result
--| limits  text    Limits
--| rule    text    Rule
--| passed  text    Passed [flag=no:red]
--| who     text    By
--| reversed flag   Reversed [flag=reversed:grey]
WITH {MADE},
{FOUND}
SELECT b.number AS batch, a.entered AS at, k.what AS what, k.result AS result, k.limits AS limits, u.code AS rule,
       CASE k.passed WHEN 1 THEN 'yes' ELSE 'no' END AS passed, w.code AS who, b.reversed AS reversed
  FROM found b
  JOIN batch_check k ON k.batch = b.id AND k.action <= :head
  JOIN action a ON a.id = k.action
  LEFT JOIN rule_revision q ON q.id = k.rule_revision
  LEFT JOIN rule u ON u.id = q.rule
  LEFT JOIN person w ON w.id = coalesce(k.person, a.person)
 ORDER BY b.prepared, b.id, k.id;
