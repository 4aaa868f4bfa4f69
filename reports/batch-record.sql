-- report: Batch record
-- asks: How was this batch made, of what, by whom, checked by whom, until when may it be used, and where is it now?
-- note: Lines that were replaced are shown with the line that replaced them; reversals of the whole batch are said in the first section.
-- note: Elements follow USP <797>/<795> compounding records as the specification numbers them (C1 to C22). The sheet Label says what a label of it says as of now (C17).
-- needs: batch Number of the batch
-- document
-- exists: batch
SELECT b.id FROM batch b JOIN lot l ON l.id = b.lot WHERE l.number = upper(:batch) AND b.action <= :head;
-- parts-of: batch-register
-- part: THIS
this AS (
	SELECT b.id, b.lot, b.version, b.maker, b.prepared, b.target, coalesce(m.made_up, b.made_up) AS made_up,
	       CASE WHEN m.id IS NULL THEN b.measured ELSE 1 END AS measured, coalesce(m.kept, b.kept) AS kept, b.unit, b.packs,
	       b.chair, b.equipment, b.environment, b.regime, b.process, b.action, l.number,
	       l.product
	  FROM batch b
	  JOIN lot l ON l.id = b.lot
	  LEFT JOIN batch_measure m ON m.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = b.id AND x.action <= :head)
	 WHERE l.number = upper(:batch) AND b.action <= :head
)
-- part: SIGNED
signed AS (
	SELECT g.id, g.action, g.meaning, g.person, g.content, g.batch
	  FROM this t
	  JOIN signature g ON (g.batch = t.id OR g.lot = t.lot) AND g.action <= :then
),
-- What each was bound to has been corrected since.
changed AS (
	SELECT g.id AS signature
	  FROM signed g
	 CROSS JOIN this t
	 WHERE (g.batch IS NOT NULL
	        AND ({LAPSED} OR EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action AND v.action > g.action AND v.action <= :head)))
	    OR EXISTS (SELECT 1 FROM composition n WHERE n.lot = t.lot AND n.action > g.action AND n.action <= :head)
	    OR EXISTS (SELECT 1 FROM lot_revision o
	                 JOIN lot_revision n ON n.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = t.lot AND x.action <= :head)
	                WHERE o.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = t.lot AND x.action <= g.action)
	                  AND (o.maker_number IS DISTINCT FROM n.maker_number OR o.expires IS DISTINCT FROM n.expires
	                       OR o.expires_at IS DISTINCT FROM n.expires_at OR o.certificate IS DISTINCT FROM n.certificate))
)
-- sheet: Batch record
-- section: batch
--| form
--| title Batch
--| number    text    Batch number (C3)
--| recipe    text    Recipe (C13)
--| version   count   Version (C13)
--| name      text    Name (C1)
--| product   text    Product (C1)
--| prepared  instant Prepared (C2)
--| maker     text    Made by (C4)
--| target    amount  Quantity asked for (C9)
--| made_up   amount  Quantity made up (C9)
--| measured  flag    Measured
--| kept      amount  Quantity kept (C10)
--| packs     packs   Containers (C10)
--| lost      amount  Lost in making [formula=made_up-kept]
--| purpose   text    Made for (C20)
--| chair     flag    Single-handed at the chair
--| regime    text    Regime
--| expires   text    Beyond-use date as printed (C11)
--| ends      instant Not to be used from (C11)
--| storage   text    Storage (C11)
--| equipment text    Equipment (C18) [byhand]
--| environment text  Environment (C18) [byhand]
--| status    text    Status now [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| reason    text    Reason given (C21)
--| exception text    Although a rule said no (C15)
--| reversed  flag    Reversed [flag=reversed:red]
WITH {THIS}
SELECT t.number AS number, rc.code AS recipe, v.number AS version, coalesce(rr.title, pr.name) AS name, p.code AS product,
       t.prepared AS prepared, w.code || coalesce(', ' || wr.name, '') || y.typed AS maker, t.target AS target, t.made_up AS made_up,
       t.measured AS measured, t.kept AS kept, t.unit AS unit, t.packs AS packs,
       CASE WHEN t.packs > 0 THEN t.kept / t.packs ELSE t.kept END AS packs_each,
       CASE WHEN (SELECT count(*) FROM batch_patient bp WHERE bp.batch = t.id AND bp.action <= :head) > 0 THEN 'named patients' ELSE 'stock' END AS purpose,
       t.chair AS chair, t.regime || ', ' || t.process AS regime, r.expires AS expires, r.expires_at AS ends, coalesce(vr.storage, pr.storage) AS storage,
       t.equipment AS equipment, t.environment AS environment,
       (SELECT st.status FROM lot_status st WHERE st.lot = t.lot AND st.action <= :head AND st.at <= :at
         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status,
       a.reason AS reason, a.exception AS exception,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = t.action AND u.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM this t
  JOIN action a ON a.id = t.action
  JOIN product p ON p.id = t.product
  JOIN product_revision pr ON pr.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = p.id AND x.action <= :head)
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = t.lot AND x.action <= :head)
  JOIN person w ON w.id = t.maker
  JOIN act_by y ON y.action = t.action
  LEFT JOIN person_revision wr ON wr.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = w.id AND x.action <= :head)
  LEFT JOIN version v ON v.id = t.version
  LEFT JOIN version_revision vr ON vr.id = (SELECT max(x.id) FROM version_revision x WHERE x.version = v.id AND x.action <= :head)
  LEFT JOIN recipe rc ON rc.id = v.recipe
  LEFT JOIN recipe_revision rr ON rr.id = (SELECT max(x.id) FROM recipe_revision x WHERE x.recipe = rc.id AND x.action <= :head);
-- section: components
--| title Components (C5 to C8, C19)
--| name     text     Component
--| product  text     Product
--| lot      text     Lot
--| makers   text     Maker's lot
--| producer text     Maker [hide=narrow]
--| supplier text     Supplier [hide=narrow]
--| expires  day      Expires [hide=narrow]
--| position count    Line
--| required scaled   Required [hide=narrow]
--| used     amount   Used
--| replaced flag     Replaced [flag=replaced:grey]
WITH {THIS}
SELECT n.position AS position, p.code AS product, pr.name AS name, pr.maker AS producer, su.code AS supplier, l.number AS lot,
       r.maker_number AS makers, r.expires AS expires,
       n.required AS required, 1 AS required_times, n.required_over AS required_over,
       n.used AS used, n.unit AS unit,
       CASE WHEN EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head) THEN 1 ELSE 0 END AS replaced
  FROM this t
  JOIN batch_line n ON n.batch = t.id AND n.action <= :head
  JOIN lot l ON l.id = n.lot
  JOIN product p ON p.id = l.product
  JOIN product_revision pr ON pr.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = p.id AND x.action <= :head)
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN supplier su ON su.id = r.supplier
 ORDER BY n.position, n.id;
-- section: measured
--| title Made up, as it was said before (C9, C10)
--| made_up amount  Made up
--| kept    amount  Kept
--| at      instant Corrected
--| who     text    By
--| why     text    Why
WITH {THIS}
SELECT coalesce(e.made_up, b.made_up) AS made_up, coalesce(e.kept, b.kept) AS kept, b.unit AS unit, a.entered AS at,
       w.code AS who, a.reason AS why
  FROM this t
  JOIN batch b ON b.id = t.id
  JOIN batch_measure m ON m.batch = b.id AND m.action <= :head
  LEFT JOIN batch_measure e ON e.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = b.id AND x.id < m.id)
  JOIN action a ON a.id = m.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY m.id;
-- section: corrected
--| title Corrected since: its lines, and the lots in it (C5 to C7, C15)
--| at            instant When
--| what          text    What
--| before        text    Before
--| after         text    After
--| amount_before amount  Amount before
--| amount_after  amount  Amount after
--| who           text    By
--| why           text    Why [width=40]
WITH {THIS},
corrected AS (
	SELECT n.action, 'line ' || CAST(n.position AS TEXT) AS what, ol.number AS before, nl.number AS after, o.used AS amount_before,
	       n.used AS amount_after, n.unit, n.id
	  FROM this t
	  JOIN batch_line n ON n.batch = t.id AND n.replaces IS NOT NULL AND n.action <= :head
	  JOIN batch_line o ON o.id = n.replaces
	  JOIN lot ol ON ol.id = o.lot
	  JOIN lot nl ON nl.id = n.lot
	UNION ALL
	SELECT r.action, l.number || CASE f.field WHEN 1 THEN ', maker''s number' WHEN 2 THEN ', expires' WHEN 3 THEN ', certificate'
	                                          WHEN 4 THEN ', supplier' WHEN 5 THEN ', not to be used from' END,
	       CASE f.field WHEN 1 THEN o.maker_number WHEN 2 THEN o.expires WHEN 3 THEN o.certificate WHEN 4 THEN os.code
	                    WHEN 5 THEN o.expires_at END,
	       CASE f.field WHEN 1 THEN r.maker_number WHEN 2 THEN r.expires WHEN 3 THEN r.certificate WHEN 4 THEN rs.code
	                    WHEN 5 THEN r.expires_at END,
	       CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT), r.id
	  FROM this t
	 CROSS JOIN (SELECT b.lot FROM this b UNION SELECT n.lot FROM this b JOIN batch_line n ON n.batch = b.id AND n.action <= :head) k
	 CROSS JOIN lot l
	  JOIN lot_revision r ON r.lot = l.id AND r.action > t.action AND r.action <= :head
	  JOIN lot_revision o ON o.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.id < r.id)
	  LEFT JOIN supplier os ON os.id = o.supplier
	  LEFT JOIN supplier rs ON rs.id = r.supplier
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) f
	 WHERE l.id = k.lot
)
SELECT a.entered AS at, c.what AS what, c.before AS before, c.after AS after, c.amount_before AS amount_before,
       c.amount_after AS amount_after, c.unit AS unit, w.code AS who, a.reason AS why
  FROM corrected c
  JOIN action a ON a.id = c.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE c.before IS DISTINCT FROM c.after OR c.amount_before IS DISTINCT FROM c.amount_after
 ORDER BY c.action, c.id, c.what;
-- section: signatures
--| title Signed in the system (C4, C22)
--| meaning text    Meaning
--| holds   text    Holds [flag=lapsed:red]
--| who     text    By
--| name    text    Name
--| licence text    Licence
--| at      instant When
WITH {THIS},
{SIGNED}
SELECT g.meaning AS meaning, CASE WHEN EXISTS (SELECT 1 FROM changed c WHERE c.signature = g.id) THEN 'lapsed' ELSE 'yes' END AS holds,
       w.code AS who, r.name AS name, r.licence AS licence, a.entered AS at
  FROM signed g
  JOIN action a ON a.id = g.action
  JOIN person w ON w.id = g.person
  LEFT JOIN person_revision r ON r.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = w.id AND x.action <= :head)
 ORDER BY g.id;
-- section: blocks
--| title On paper
--| act  text Act [width=24]
--| name text Name [width=28]
--| sign text Signature [width=28, lines=3]
--| day  text Date and time [width=20]
SELECT 'Made by' AS act, CAST(NULL AS TEXT) AS name, CAST(NULL AS TEXT) AS sign, CAST(NULL AS TEXT) AS day, CAST(1 AS BIGINT) AS id
UNION ALL SELECT 'Verified by', NULL, NULL, NULL, 2
UNION ALL SELECT 'Released by', NULL, NULL, NULL, 3
 ORDER BY id;
-- sheet: How it was made
-- section: choice
--| title Why these lots (C19)
--| product  text     Product
--| lot      text     Lot
--| position count    Line
--| received instant  Received or made [hide=narrow]
--| picked   text     Chosen
--| reason   text     Why otherwise
WITH {THIS}
SELECT p.code AS product, l.number AS lot, n.position AS position, l.received AS received, n.picked AS picked, n.reason AS reason
  FROM this t
  JOIN batch_line n ON n.batch = t.id AND n.action <= :head
  JOIN lot l ON l.id = n.lot
  JOIN product p ON p.id = l.product
 ORDER BY n.position, n.id;
-- section: calculations
--| title Calculations (C14)
--| product  text     Product
--| lot      text     Lot
--| position count    Line
--| asked    amount   The recipe asks [unit=asked_unit]
--| of       text     Of
--| in_all   amount   In [unit=in_unit]
--| times    text     Times
--| strength strength Strength used
--| required ratio    Required, exactly
--| step     amount   Rounded to [hide=narrow]
--| used     amount   Used
WITH {THIS}
SELECT n.position AS position, p.code AS product, l.number AS lot, f.amount AS asked, f.unit AS asked_unit,
       CASE WHEN f.kind = 'fill' THEN 'fill up' ELSE coalesce(i.code, fp.code) END AS of,
       CASE f.kind WHEN 'concentration' THEN f.per WHEN 'fill' THEN NULL ELSE vr.yield END AS in_all, t.unit AS in_unit,
       CASE WHEN n.factor_over = 1 THEN CAST(n.factor AS TEXT) ELSE n.factor || '/' || n.factor_over END AS times,
       n.strength AS strength, n.strength_unit AS strength_unit, n.strength_per AS strength_per,
       CASE WHEN n.strength IS NOT NULL THEN n.unit END AS strength_per_unit,
       n.required AS required, n.required_over AS required_over,
       CASE WHEN n.step > 1 THEN n.step END AS step, n.used AS used, n.unit AS unit
  FROM this t
  JOIN batch_line n ON n.batch = t.id AND n.action <= :head
  JOIN lot l ON l.id = n.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN line f ON f.id = n.line
  LEFT JOIN ingredient i ON i.id = f.ingredient
  LEFT JOIN product fp ON fp.id = f.product
  LEFT JOIN version_revision vr ON vr.id = (SELECT max(x.id) FROM version_revision x WHERE x.version = t.version AND x.action <= :head)
 WHERE NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
 ORDER BY n.position, n.id;
-- section: strengths
--| title Strength of each component (C8)
--| ingredient text     Ingredient
--| lot        text     Lot
--| position   count    Line
--| strength   strength Strength
--| product    text     Product [hide=narrow]
WITH {THIS}
SELECT n.position AS position, p.code AS product, l.number AS lot, i.code AS ingredient,
       c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per, p.unit AS strength_per_unit
  FROM this t
  JOIN batch_line n ON n.batch = t.id AND n.action <= :head
  JOIN lot l ON l.id = n.lot
  JOIN product p ON p.id = l.product
  JOIN composition c ON c.lot = l.id
   AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = l.id AND x.action <= :head)
  JOIN ingredient i ON i.id = c.ingredient
 WHERE NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
 ORDER BY n.position, n.id, i.code, c.id;
-- section: composition
--| title Composition (C1)
--| ingredient text     Ingredient
--| name       text     Name
--| strength   strength Strength
WITH {THIS}
SELECT i.code AS ingredient, n.name AS name, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per,
       t.unit AS strength_per_unit
  FROM this t
  JOIN composition c ON c.lot = t.lot
   AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = t.lot AND x.action <= :head)
  JOIN ingredient i ON i.id = c.ingredient
  JOIN ingredient_revision n ON n.id = (SELECT max(x.id) FROM ingredient_revision x WHERE x.ingredient = i.id AND x.action <= :head)
 ORDER BY i.code, c.id;
-- section: steps
--| title How it is made (the version's steps)
--| step     text  What is done [width=60]
--| position count Step
WITH {THIS}
SELECT s.position AS position, s.text AS step
  FROM this t
  JOIN step s ON s.version = t.version AND s.action <= :head AND s.dropped = 0
 WHERE s.id = (SELECT max(x.id) FROM step x WHERE x.version = s.version AND x.position = s.position AND x.action <= :head)
 ORDER BY s.position, s.id;
-- section: bud
--| title Beyond-use date: every term, and the one that governs (C11)
--| term    text    Term
--| until   instant Until
--| governs flag    Governs [flag=governs:amber]
WITH {THIS}
SELECT d.term AS term, d.until AS until, d.governs AS governs
  FROM this t
  JOIN bud_term d ON d.batch = t.id
   AND d.action = (SELECT max(x.action) FROM bud_term x WHERE x.batch = t.id AND x.action <= :head)
 ORDER BY d.until, d.id;
-- sheet: What became of it
-- section: patients
--| title Made for (C20)
--| patient text Patient
WITH {THIS}
SELECT p.code AS patient
  FROM this t
  JOIN batch_patient b ON b.batch = t.id AND b.action <= :head
  JOIN patient p ON p.id = b.patient
 ORDER BY p.code, b.id;
-- section: given
--| title Given to (C20)
--| at      instant When
--| session text    Session
--| patient text    Patient
--| given   amount  Given [total]
--| signed  text    Signed [flag=not signed:red]
WITH {THIS}
SELECT s.at AS at, s.number AS session, p.code AS patient, y.given AS given, y.unit AS unit,
       CASE WHEN s.reported IS NOT NULL THEN 'not by us'
            WHEN EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :then) THEN 'signed'
            ELSE 'not signed' END AS signed
  FROM this t
  JOIN syringe y ON y.lot = t.lot
  JOIN session s ON s.id = y.session AND s.action <= :head AND s.at <= :at
  JOIN patient p ON p.id = s.patient
 WHERE NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
 ORDER BY s.at, s.id, y.position, y.id;
-- section: checks
--| title Checks before release (C12)
--| what   text    Check
--| result text    Result
--| passed text    Passed [flag=no:red]
--| limits text    Limits
--| who    text    By
--| at     instant When
--| why    text    Reason
WITH {THIS}
SELECT c.what AS what, c.result AS result, CASE c.passed WHEN 1 THEN 'yes' ELSE 'no' END AS passed, c.limits AS limits, w.code AS who,
       a.entered AS at, a.reason AS why
  FROM this t
  JOIN batch_check c ON c.batch = t.id AND c.action <= :head
  JOIN action a ON a.id = c.action
  LEFT JOIN person w ON w.id = coalesce(c.person, a.person)
 ORDER BY c.id;
-- section: label
--| form
--| title What a label of it says (C17)
--| number   text    Label: number (C17)
--| name     text    Label: name
--| each     packs   Label: containers
--| storage  text    Label: storage
--| ends     instant Label: not to be used from
--| prepared instant Label: prepared
--| route    text    Label: given by
--| made_for text    Label: for
--| maker    text    Label: made by
--| clinic   text    Label: compounded at
WITH {THIS}
SELECT t.number AS number, coalesce(rr.title, pr.name) AS name,
       CASE WHEN t.packs > 0 THEN t.kept / t.packs ELSE t.kept END AS each_each, t.packs AS each, t.unit AS unit,
       coalesce(vr.storage, pr.storage) AS storage, r.expires_at AS ends, t.prepared AS prepared, vr.technique AS route,
       coalesce((SELECT string_agg(named.code, ', ')
                   FROM (SELECT p.code FROM batch_patient b JOIN patient p ON p.id = b.patient
                          WHERE b.batch = t.id AND b.action <= :head ORDER BY p.code) AS named), 'stock') AS made_for,
       w.code AS maker, (SELECT c.name FROM clinic c WHERE c.action <= :head ORDER BY c.id DESC LIMIT 1) AS clinic
  FROM this t
  JOIN product_revision pr ON pr.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = t.product AND x.action <= :head)
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = t.lot AND x.action <= :head)
  JOIN person w ON w.id = t.maker
  LEFT JOIN version v ON v.id = t.version
  LEFT JOIN version_revision vr ON vr.id = (SELECT max(x.id) FROM version_revision x WHERE x.version = v.id AND x.action <= :head)
  LEFT JOIN recipe_revision rr ON rr.id = (SELECT max(x.id) FROM recipe_revision x WHERE x.recipe = v.recipe AND x.action <= :head);
-- section: contents
--| title Label: what is in it (C17)
--| ingredient text     Ingredient
--| strength   strength Strength [decimals=3]
WITH {THIS}
SELECT n.name AS ingredient, c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per, t.unit AS strength_per_unit
  FROM this t
  JOIN composition c ON c.lot = t.lot
   AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = t.lot AND x.action <= :head)
  JOIN ingredient_revision n ON n.id = (SELECT max(x.id) FROM ingredient_revision x
                                         WHERE x.ingredient = c.ingredient AND x.action <= :head)
 ORDER BY n.name, c.id;
-- section: bound
--| title What the signatures are bound to (C22)
--| at      instant When
--| meaning text    Meaning
--| who     text    By
--| content hash    SHA-256 of what was signed [hide=table]
WITH {THIS},
{SIGNED}
SELECT a.entered AS at, g.meaning AS meaning, w.code AS who, g.content AS content
  FROM signed g
  JOIN action a ON a.id = g.action
  JOIN person w ON w.id = g.person
 ORDER BY g.id;
-- section: statuses
--| title Status (C12, C22)
--| at     instant When
--| status text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| who    text    By
--| reason text    Reason
WITH {THIS}
SELECT s.at AS at, s.status AS status, w.code AS who, s.reason AS reason
  FROM this t
  JOIN lot_status s ON s.lot = t.lot AND s.action <= :head AND s.at <= :at
  JOIN action a ON a.id = s.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY s.at, s.id;
-- section: moves
--| title Where it went
--| at     instant When
--| kind   text    Kind
--| source text    From
--| target text    To
--| amount amount  Amount
--| session text   Session
--| patient text   Patient
--| batch  text    Into batch
--| who    text    By
WITH {THIS}
SELECT m.at AS at, m.kind AS kind, s.code AS source, g.code AS target, m.amount AS amount, t.unit AS unit,
       se.number AS session, pt.code AS patient, CASE WHEN bl.id <> t.lot THEN bl.number END AS batch, w.code AS who
  FROM this t
  JOIN move m ON m.lot = t.lot AND m.action <= :head
  JOIN place s ON s.id = m.source
  JOIN place g ON g.id = m.target
  JOIN action a ON a.id = m.action
  LEFT JOIN act_by w ON w.action = a.id
  LEFT JOIN move o ON o.id = m.reverses
  LEFT JOIN syringe y ON y.id = coalesce(m.syringe, o.syringe)
  LEFT JOIN session se ON se.id = y.session
  LEFT JOIN patient pt ON pt.id = se.patient
  LEFT JOIN batch_line n ON n.id = coalesce(m.batch_line, o.batch_line)
  LEFT JOIN batch nb ON nb.id = n.batch
  LEFT JOIN lot bl ON bl.id = nb.lot
 ORDER BY m.at, m.id;
-- section: verdicts
--| title What the rules said (C15)
--| outcome text    Outcome [flag=overridden:amber,flag=signed:amber,flag=exception:red]
--| rule    text    Rule
--| version count   Version of the rule
--| said    text    What it said [width=60]
--| why     text    Why it was passed
--| who     text    By
--| at      instant Entered
WITH {THIS}
SELECT v.outcome AS outcome, r.code AS rule,
       (SELECT count(*) FROM rule_revision x WHERE x.rule = r.id AND x.id <= v.rule_revision) AS version,
       v.text AS said, v.reason AS why, w.code AS who, a.entered AS at
  FROM this t
  JOIN verdict v ON v.action <= :head AND (v.batch = t.id OR (v.version = t.version AND (v.outcome <> 'warned' OR v.supposed IS NULL)))
  JOIN action a ON a.id = v.action
  JOIN rule_revision q ON q.id = v.rule_revision
  JOIN rule r ON r.id = q.rule
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY v.id;
-- section: deviations
--| title Deviations (C15)
--| number text    Deviation
--| at     instant Entered
--| what   text    What [width=60]
--| why    text    Why
--| amended flag   Amended [flag=amended:amber]
--| status  text   Status [flag=open:red,flag=assessed:amber]
--| found   text   Found, or its root cause
--| decided text   Decided
WITH {THIS}
SELECT d.number AS number, a.entered AS at, d.what AS what, coalesce(a.exception, a.reason) AS why,
       CASE WHEN EXISTS (SELECT 1 FROM batch_line u JOIN batch_line n ON n.replaces = u.id
                          WHERE u.lot = d.lot AND (u.action = d.action OR u.batch = d.batch)
                            AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch o JOIN batch_line n ON n.batch = o.id
                          WHERE o.id = d.batch AND o.lot = d.lot AND n.replaces IS NOT NULL
                            AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch o JOIN batch_measure n ON n.batch = o.id
                          WHERE o.id = d.batch AND o.lot = d.lot AND n.action > d.action AND n.action <= :head)
            THEN 1 ELSE 0 END AS amended, coalesce(ds.status, 'open') AS status, ds.text AS found, ds.decision AS decided
  FROM this t
  JOIN deviation d ON d.id IN (SELECT x.id FROM deviation x WHERE x.batch = t.id AND x.action <= :head
                               UNION
                               SELECT x.id FROM batch_line n JOIN deviation x ON x.lot = n.lot AND x.action = n.action
                                WHERE n.batch = t.id AND x.action <= :head)
  JOIN action a ON a.id = d.action
  LEFT JOIN deviation_status ds ON ds.id = (SELECT max(x.id) FROM deviation_status x
                                             WHERE x.deviation = d.id AND x.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = x.action) <= :at)
 ORDER BY d.id;
-- section: problems
--| title Problems since, with what it was given for (C16)
--| number  text    Deviation
--| at      instant Entered
--| session text    Session
--| patient text    Patient
--| what    text    What [width=60]
WITH {THIS}
SELECT d.number AS number, a.entered AS at, s.number AS session, p.code AS patient, d.what AS what
  FROM this t
  JOIN syringe y ON y.lot = t.lot
  JOIN session s ON s.id = y.session AND s.action <= :head
  JOIN patient p ON p.id = s.patient
  JOIN deviation d ON d.session = s.id AND d.action <= :head
  JOIN action a ON a.id = d.action
 WHERE d.batch IS NULL OR d.batch <> t.id
 GROUP BY d.id, d.number, a.entered, s.number, p.code, d.what
 ORDER BY d.id;
-- section: reactions
--| title Reactions reported of it, also through batches made with it (C16)
--| number   text    Reaction
--| told     instant Told
--| kind     text    Kind
--| severity text    Severity [flag=severe:red,flag=life-threatening:red]
--| outcome  text    Outcome
--| patient  text    Patient
--| session  text    After
WITH RECURSIVE {THIS},
reach (lot) AS (
	SELECT t.lot FROM this t
	UNION
	SELECT b.lot
	  FROM reach x
	  JOIN batch_line n ON n.lot = x.lot AND n.action <= :head AND n.used > 0
	  JOIN batch b ON b.id = n.batch
	 WHERE NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
),
same (id, stands) AS (
	SELECT s.id, s.id
	  FROM reach x
	  JOIN syringe y ON y.lot = x.lot
	  JOIN session s ON s.id = y.session AND s.action <= :head
	 WHERE NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
	UNION
	SELECT s.replaces, x.stands FROM same x JOIN session s ON s.id = x.id WHERE s.replaces IS NOT NULL
)
SELECT r.number AS number, coalesce(a.event, a.entered) AS told, r.kind AS kind,
       (SELECT e.severity FROM reaction_entry e WHERE e.reaction = r.id AND e.action <= :head AND e.severity IS NOT NULL
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS severity,
       (SELECT e.outcome FROM reaction_entry e WHERE e.reaction = r.id AND e.action <= :head AND e.outcome IS NOT NULL
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS outcome,
       p.code AS patient, s.number AS session
  FROM same x
  JOIN reaction r ON r.session = x.id AND r.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = r.action) <= :at
  JOIN session s ON s.id = x.stands
  JOIN patient p ON p.id = r.patient
  JOIN action a ON a.id = r.action
 WHERE NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action AND v.action <= :head)
 ORDER BY r.id;
