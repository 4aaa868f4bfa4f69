-- report: Journal
-- asks: In a period, who did what and when, what was it before and after, why, and what was taken back, amended or corrected?
-- note: Nothing is ever deleted: a revision is a new row beside the old one, a reversal names the act it takes back, and both stay. An act belongs to the period by when it was entered.
-- note: What identifies a patient is not shown. Numbers of products and rules stand as they are kept: atoms (ng, nL, mIU, mU, nmol, piece) and seconds.
-- period
-- takes: person Only acts of this person, or typed by them
-- takes: verb Only acts of this kind, such as 'lot waste'
-- exists: person
SELECT w.id FROM person w WHERE lower(w.code) = lower(:person) AND w.action <= :head;
-- part: ACTS
acts AS (
	SELECT a.id, a.verb, a.entered, a.event, a.reason, a.exception, a.once, a.program, w.code AS who, t.code AS typist
	  FROM action a
	  LEFT JOIN person w ON w.id = a.person
	  LEFT JOIN person t ON t.id = a.typist
	 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	   AND (CAST(:person AS TEXT) IS NULL OR lower(CAST(:person AS TEXT)) IN (lower(w.code), lower(t.code)))
	   AND (CAST(:verb AS TEXT) IS NULL OR a.verb = lower(CAST(:verb AS TEXT)))
)
-- What was amended or corrected of what was recorded: a batch, a session, a lot.
-- part: CORRECTED
corrected AS (
	SELECT n.action, 'lot' AS noun, l.number AS which,
	       CASE f.field WHEN 1 THEN 'maker''s number' WHEN 2 THEN 'expires' WHEN 3 THEN 'certificate' WHEN 4 THEN 'supplier'
	            WHEN 5 THEN 'not to be used from' END AS field,
	       CASE f.field WHEN 1 THEN o.maker_number WHEN 2 THEN o.expires WHEN 3 THEN o.certificate WHEN 4 THEN os.code
	            WHEN 5 THEN o.expires_at END AS before,
	       CASE f.field WHEN 1 THEN n.maker_number WHEN 2 THEN n.expires WHEN 3 THEN n.certificate WHEN 4 THEN ns.code
	            WHEN 5 THEN n.expires_at END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM lot_revision n
	  JOIN lot_revision o ON o.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = n.lot AND x.id < n.id)
	  JOIN lot l ON l.id = n.lot
	  LEFT JOIN supplier os ON os.id = o.supplier
	  LEFT JOIN supplier ns ON ns.id = n.supplier
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) f
	 WHERE n.action > l.action
	UNION ALL
	SELECT n.action, 'lot', l.number, 'assay of ' || i.code,
	       (SELECT x.written FROM assay x WHERE x.lot = n.lot AND x.ingredient = n.ingredient AND x.id < n.id ORDER BY x.id DESC LIMIT 1),
	       n.written, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
	  FROM assay n
	  JOIN lot l ON l.id = n.lot
	  JOIN ingredient i ON i.id = n.ingredient
	 WHERE n.action > l.action
	UNION ALL
	SELECT n.action, 'batch', l.number, 'line ' || CAST(n.position AS TEXT), ol.number, nl.number, o.used, n.used, n.unit
	  FROM batch_line n
	  JOIN batch_line o ON o.id = n.replaces
	  JOIN batch b ON b.id = n.batch
	  JOIN lot l ON l.id = b.lot
	  JOIN lot ol ON ol.id = o.lot
	  JOIN lot nl ON nl.id = n.lot
	 WHERE n.replaces IS NOT NULL
	UNION ALL
	SELECT n.action, 'batch', l.number, f.field, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
	       CASE f.field WHEN 'made up' THEN coalesce(o.made_up, b.made_up) ELSE coalesce(o.kept, b.kept) END,
	       CASE f.field WHEN 'made up' THEN n.made_up ELSE n.kept END, b.unit
	  FROM batch_measure n
	  JOIN batch b ON b.id = n.batch
	  JOIN lot l ON l.id = b.lot
	  LEFT JOIN batch_measure o ON o.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = n.batch AND x.id < n.id)
	 CROSS JOIN (SELECT 'made up' AS field UNION ALL SELECT 'kept') f
	UNION ALL
	SELECT n.action, 'session', n.number,
	       CASE f.field WHEN 1 THEN 'in place of' WHEN 2 THEN 'patient' WHEN 3 THEN 'by' WHEN 4 THEN 'at' WHEN 5 THEN 'ended'
	            WHEN 6 THEN 'indication' WHEN 7 THEN 'notes' WHEN 8 THEN 'consent' END,
	       CASE f.field WHEN 1 THEN o.number WHEN 2 THEN op.code WHEN 3 THEN ow.code WHEN 4 THEN o.at WHEN 5 THEN o.ended
	            WHEN 6 THEN o.indication WHEN 7 THEN o.notes WHEN 8 THEN o.consent END,
	       CASE f.field WHEN 1 THEN n.number WHEN 2 THEN np.code WHEN 3 THEN nw.code WHEN 4 THEN n.at WHEN 5 THEN n.ended
	            WHEN 6 THEN n.indication WHEN 7 THEN n.notes WHEN 8 THEN n.consent END,
	       CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
	  FROM session n
	  JOIN session o ON o.id = n.replaces
	  JOIN patient np ON np.id = n.patient
	  JOIN patient op ON op.id = o.patient
	  LEFT JOIN person nw ON nw.id = n.practitioner
	  LEFT JOIN person ow ON ow.id = o.practitioner
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8) f
	 WHERE n.replaces IS NOT NULL
	UNION ALL
	SELECT n.action, 'session', n.number,
	       'syringe ' || CAST(p.position AS TEXT) || CASE f.field WHEN 1 THEN '' WHEN 2 THEN ', wasted' WHEN 3 THEN ', how' WHEN 4 THEN ', where' END,
	       CASE f.field WHEN 1 THEN coalesce(ol.number, x.reported_lot)
	            WHEN 3 THEN ltrim(coalesce(', ' || x.technique, '') || coalesce(', ' || x.needle, '') || coalesce(', ' || x.device, '')
	                              || coalesce(', ' || x.cartridge, '') || coalesce(', ' || x.depth, '')
	                              || coalesce(', ' || CAST(x.points AS TEXT) || ' points', ''), ', ')
	            WHEN 4 THEN (SELECT string_agg(t.area, ', ') FROM (SELECT e.area FROM syringe_area e WHERE e.syringe = x.id ORDER BY e.position, e.id) AS t) END,
	       CASE f.field WHEN 1 THEN coalesce(nl.number, y.reported_lot)
	            WHEN 3 THEN ltrim(coalesce(', ' || y.technique, '') || coalesce(', ' || y.needle, '') || coalesce(', ' || y.device, '')
	                              || coalesce(', ' || y.cartridge, '') || coalesce(', ' || y.depth, '')
	                              || coalesce(', ' || CAST(y.points AS TEXT) || ' points', ''), ', ')
	            WHEN 4 THEN (SELECT string_agg(t.area, ', ') FROM (SELECT e.area FROM syringe_area e WHERE e.syringe = y.id ORDER BY e.position, e.id) AS t) END,
	       CASE f.field WHEN 1 THEN x.given WHEN 2 THEN x.wasted END, CASE f.field WHEN 1 THEN y.given WHEN 2 THEN y.wasted END,
	       CASE WHEN f.field < 3 THEN p.unit END
	  FROM session n
	  JOIN session o ON o.id = n.replaces
	 CROSS JOIN syringe p
	  LEFT JOIN syringe y ON y.session = n.id AND y.position = p.position
	  LEFT JOIN syringe x ON x.session = o.id AND x.position = p.position
	  LEFT JOIN lot nl ON nl.id = y.lot
	  LEFT JOIN lot ol ON ol.id = x.lot
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) f
	 WHERE n.replaces IS NOT NULL AND p.session IN (n.id, o.id) AND (p.session = n.id OR y.id IS NULL)
)
-- sheet: Journal
-- section: acts
--| title Acts
--| act       count   Act
--| entered   instant Entered
--| event     instant Happened [hide=narrow]
--| verb      text    What
--| who       text    By
--| typist    text    Typed by [hide=narrow]
--| reason    text    Why [width=40]
--| exception text    Although a rule said no, because [width=40]
--| reverses  count   Takes back [hide=narrow]
--| state     text    State [flag=reversed:grey]
--| program   text    Program [hide=table]
--| hash      hash    Hash [hide=table]
WITH {ACTS}
SELECT a.id AS act, a.entered AS entered, a.event AS event, a.verb AS verb, a.who AS who, a.typist AS typist, a.reason AS reason,
       a.exception AS exception, r.reverses AS reverses,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = a.id AND u.action <= :head) THEN 'reversed' END AS state,
       a.program AS program, s.hash AS hash
  FROM acts a
  JOIN seal s ON s.id = a.id
  LEFT JOIN (SELECT x.action, min(x.reverses) AS reverses FROM reversal x GROUP BY x.action) r ON r.action = a.id
 ORDER BY a.id;
-- sheet: Before and after
-- section: changes
--| title What was changed: before, and after
--| act           count   Act [hide=narrow]
--| entered       instant When
--| who           text    By
--| noun          text    Of a [hide=narrow]
--| which         text    Which [link=any]
--| field         text    What
--| before        text    Before [width=40]
--| after         text    After [width=40]
--| amount_before amount  Amount before [hide=narrow]
--| amount_after  amount  Amount after [hide=narrow]
--| why           text    Why [width=40]
WITH {ACTS},
{CORRECTED},
changed AS (
	SELECT c.action, c.noun, c.which, c.field, c.before, c.after, c.amount_before, c.amount_after, c.unit FROM corrected c
	UNION ALL
	SELECT n.action, 'product' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'name'
	            WHEN 2 THEN 'maker' WHEN 3 THEN 'GTIN'
	            WHEN 4 THEN 'in use, seconds'
	            WHEN 5 THEN 'made up, nL'
	            WHEN 6 THEN 'minimum, atoms'
	            WHEN 7 THEN 'storage'
	            WHEN 8 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.name
	            WHEN 2 THEN o.maker WHEN 3 THEN o.gtin
	            WHEN 4 THEN CAST(o.in_use AS TEXT)
	            WHEN 5 THEN CAST(o.made_up AS TEXT)
	            WHEN 6 THEN CAST(o.minimum AS TEXT)
	            WHEN 7 THEN o.storage
	            WHEN 8 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.name
	            WHEN 2 THEN n.maker WHEN 3 THEN n.gtin
	            WHEN 4 THEN CAST(n.in_use AS TEXT)
	            WHEN 5 THEN CAST(n.made_up AS TEXT)
	            WHEN 6 THEN CAST(n.minimum AS TEXT)
	            WHEN 7 THEN n.storage
	            WHEN 8 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM product_revision n
	  JOIN product_revision o ON o.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = n.product AND x.id < n.id)
	  JOIN product l ON l.id = n.product
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8) f
	UNION ALL
	SELECT n.action, 'person' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'name'
	            WHEN 2 THEN 'account' WHEN 3 THEN 'licence'
	            WHEN 4 THEN 'licence ends'
	            WHEN 5 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.name
	            WHEN 2 THEN o.account WHEN 3 THEN o.licence
	            WHEN 4 THEN o.licence_expires
	            WHEN 5 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.name
	            WHEN 2 THEN n.account WHEN 3 THEN n.licence
	            WHEN 4 THEN n.licence_expires
	            WHEN 5 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM person_revision n
	  JOIN person_revision o ON o.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = n.person AND x.id < n.id)
	  JOIN person l ON l.id = n.person
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) f
	UNION ALL
	SELECT n.action, 'supplier' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'name'
	            WHEN 2 THEN 'address' WHEN 3 THEN 'contact'
	            WHEN 4 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.name
	            WHEN 2 THEN o.address WHEN 3 THEN o.contact
	            WHEN 4 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.name
	            WHEN 2 THEN n.address WHEN 3 THEN n.contact
	            WHEN 4 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM supplier_revision n
	  JOIN supplier_revision o ON o.id = (SELECT max(x.id) FROM supplier_revision x WHERE x.supplier = n.supplier AND x.id < n.id)
	  JOIN supplier l ON l.id = n.supplier
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) f
	UNION ALL
	SELECT n.action, 'place' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'name'
	            WHEN 2 THEN 'storage'
	            WHEN 3 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.name
	            WHEN 2 THEN o.storage
	            WHEN 3 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.name
	            WHEN 2 THEN n.storage
	            WHEN 3 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM place_revision n
	  JOIN place_revision o ON o.id = (SELECT max(x.id) FROM place_revision x WHERE x.place = n.place AND x.id < n.id)
	  JOIN place l ON l.id = n.place
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3) f
	UNION ALL
	SELECT n.action, 'ingredient' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'name'
	            WHEN 2 THEN 'CAS' WHEN 3 THEN 'UNII'
	            WHEN 4 THEN 'ATC' WHEN 5 THEN 'storage'
	            WHEN 6 THEN 'dose' WHEN 7 THEN 'notes'
	            WHEN 8 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.name
	            WHEN 2 THEN o.cas WHEN 3 THEN o.unii
	            WHEN 4 THEN o.atc WHEN 5 THEN o.storage
	            WHEN 6 THEN o.dose WHEN 7 THEN o.notes
	            WHEN 8 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.name
	            WHEN 2 THEN n.cas WHEN 3 THEN n.unii
	            WHEN 4 THEN n.atc WHEN 5 THEN n.storage
	            WHEN 6 THEN n.dose WHEN 7 THEN n.notes
	            WHEN 8 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM ingredient_revision n
	  JOIN ingredient_revision o ON o.id = (SELECT max(x.id) FROM ingredient_revision x WHERE x.ingredient = n.ingredient AND x.id < n.id)
	  JOIN ingredient l ON l.id = n.ingredient
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8) f
	UNION ALL
	SELECT n.action, 'recipe' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'title'
	            WHEN 2 THEN 'indication'
	            WHEN 3 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.title
	            WHEN 2 THEN o.indication
	            WHEN 3 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.title
	            WHEN 2 THEN n.indication
	            WHEN 3 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM recipe_revision n
	  JOIN recipe_revision o ON o.id = (SELECT max(x.id) FROM recipe_revision x WHERE x.recipe = n.recipe AND x.id < n.id)
	  JOIN recipe l ON l.id = n.recipe
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3) f
	UNION ALL
	SELECT n.action, 'rule' AS noun, l.code AS which,
	       CASE f.field WHEN 1 THEN 'severity'
	            WHEN 2 THEN 'override'
	            WHEN 3 THEN 'least, atoms'
	            WHEN 4 THEN 'limit, atoms'
	            WHEN 5 THEN 'span, seconds'
	            WHEN 6 THEN 'text' WHEN 7 THEN 'source'
	            WHEN 8 THEN 'retired' END AS field,
	       CASE f.field WHEN 1 THEN o.severity
	            WHEN 2 THEN o.override
	            WHEN 3 THEN CAST(o.least AS TEXT)
	            WHEN 4 THEN CAST(o.amount AS TEXT)
	            WHEN 5 THEN CAST(o.span AS TEXT)
	            WHEN 6 THEN o.text WHEN 7 THEN o.source
	            WHEN 8 THEN CAST(o.retired AS TEXT) END AS before,
	       CASE f.field WHEN 1 THEN n.severity
	            WHEN 2 THEN n.override
	            WHEN 3 THEN CAST(n.least AS TEXT)
	            WHEN 4 THEN CAST(n.amount AS TEXT)
	            WHEN 5 THEN CAST(n.span AS TEXT)
	            WHEN 6 THEN n.text WHEN 7 THEN n.source
	            WHEN 8 THEN CAST(n.retired AS TEXT) END AS after,
	       CAST(NULL AS BIGINT) AS amount_before, CAST(NULL AS BIGINT) AS amount_after, CAST(NULL AS TEXT) AS unit
	  FROM rule_revision n
	  JOIN rule_revision o ON o.id = (SELECT max(x.id) FROM rule_revision x WHERE x.rule = n.rule AND x.id < n.id)
	  JOIN rule l ON l.id = n.rule
	 CROSS JOIN (SELECT 1 AS field UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8) f
	UNION ALL
	SELECT n.action, 'lot', l.number, 'status', o.status, n.status, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
	  FROM lot_status n
	  JOIN lot_status o ON o.id = (SELECT max(x.id) FROM lot_status x WHERE x.lot = n.lot AND x.id < n.id)
	  JOIN lot l ON l.id = n.lot
	UNION ALL
	SELECT n.action, 'recipe', c.code || '.' || CAST(v.number AS TEXT), 'status',
	       coalesce((SELECT o.status FROM version_status o WHERE o.version = n.version AND o.id < n.id ORDER BY o.id DESC LIMIT 1), 'draft'),
	       n.status, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
	  FROM version_status n
	  JOIN version v ON v.id = n.version
	  JOIN recipe c ON c.id = v.recipe
	UNION ALL
	SELECT r.action, 'person', w.code, 'role ' || r.role, CASE r.held WHEN 1 THEN 'not held' ELSE 'held' END,
	       CASE r.held WHEN 1 THEN 'held' ELSE 'not held' END, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
	  FROM person_role r
	  JOIN person w ON w.id = r.person
	UNION ALL
	SELECT n.action, 'patient', t.code, n.kind, CASE WHEN n.kind IN ('sex', 'weight') THEN o.value WHEN n.held = 0 THEN coalesce(n.value, i.code) END,
	       CASE n.held WHEN 1 THEN coalesce(n.value, i.code) END,
	       CASE WHEN n.kind = 'weight' THEN o.amount END, CASE WHEN n.kind = 'weight' AND n.held = 1 THEN n.amount END, n.unit
	  FROM patient_fact n
	  JOIN patient t ON t.id = n.patient
	  LEFT JOIN ingredient i ON i.id = n.ingredient
	  LEFT JOIN patient_fact o ON o.id = (SELECT max(x.id) FROM patient_fact x WHERE x.patient = n.patient AND x.kind = n.kind AND x.id < n.id)
)
SELECT a.id AS act, a.entered AS entered, a.who AS who, c.noun AS noun, c.which AS which, c.field AS field, c.before AS before,
       c.after AS after, c.amount_before AS amount_before, c.amount_after AS amount_after, c.unit AS unit, a.reason AS why
  FROM changed c
  JOIN acts a ON a.id = c.action
 WHERE c.before IS DISTINCT FROM c.after OR c.amount_before IS DISTINCT FROM c.amount_after
 ORDER BY a.id, c.noun, c.which, c.field, c.before, c.after;
-- sheet: Taken back
-- section: reversals
--| title What was taken back
--| act       count   Act
--| entered   instant Entered
--| verb      text    What
--| who       text    By
--| reason    text    Why [width=40]
--| reversed  count   Takes back act
--| undone    text    Which was
--| undone_at instant Entered then [hide=narrow]
--| undone_by text    By then [hide=narrow]
--| undone_why text   Why then [hide=narrow]
WITH {ACTS}
SELECT a.id AS act, a.entered AS entered, a.verb AS verb, a.who AS who, a.reason AS reason, o.id AS reversed, o.verb AS undone,
       o.entered AS undone_at, w.code AS undone_by, o.reason AS undone_why
  FROM acts a
  JOIN reversal r ON r.action = a.id
  JOIN action o ON o.id = r.reverses
  LEFT JOIN act_by w ON w.action = o.id
 ORDER BY r.id;
-- sheet: Corrections
-- section: corrections
--| title What was amended or corrected: before, and after
--| act           count   Act [hide=narrow]
--| entered       instant When
--| who           text    By
--| noun          text    Of a [hide=narrow]
--| which         text    Which [link=any]
--| field         text    What
--| before        text    Before [width=40]
--| after         text    After [width=40]
--| amount_before amount  Amount before [hide=narrow]
--| amount_after  amount  Amount after [hide=narrow]
--| why           text    Why [width=40]
WITH {ACTS},
{CORRECTED}
SELECT a.id AS act, a.entered AS entered, a.who AS who, c.noun AS noun, c.which AS which, c.field AS field, c.before AS before,
       c.after AS after, c.amount_before AS amount_before, c.amount_after AS amount_after, c.unit AS unit, a.reason AS why
  FROM corrected c
  JOIN acts a ON a.id = c.action
 WHERE c.before IS DISTINCT FROM c.after OR c.amount_before IS DISTINCT FROM c.amount_after
 ORDER BY a.id, c.noun, c.which, c.field, c.before, c.after;
-- sheet: Reviews
-- section: reviews
--| title Who read it
--| at    instant When
--| who   text    By
--| until count   Up to act
--| acts  count   Acts since the review before
--| own   count   Of them their own
--| found text    What was found [width=40]
WITH {ACTS},
read AS (
	SELECT g.id, g.action, g.person, g.seal AS until,
	       coalesce((SELECT max(x.seal) FROM signature x WHERE x.seal IS NOT NULL AND x.id < g.id), 0) AS after
	  FROM signature g
	 WHERE g.seal IS NOT NULL
)
SELECT a.entered AS at, w.code AS who, g.until AS until, g.until - g.after AS acts,
       (SELECT count(*) FROM action o WHERE o.id > g.after AND o.id <= g.until AND o.person = g.person) AS own, a.reason AS found
  FROM acts a
  JOIN read g ON g.action = a.id
  JOIN person w ON w.id = g.person
 ORDER BY g.id;
-- sheet: Copies
-- section: copies
--| title Copies that left
--| at     instant When
--| who    text    By
--| kind   text    Kind
--| name   text    What
--| head   hash    As of head
--| digest hash    SHA-256 of the file [hide=narrow]
--| words  text    Asked by [hide=table]
WITH {ACTS}
SELECT a.entered AS at, a.who AS who, e.kind AS kind, e.name AS name, e.head AS head, e.digest AS digest, e.words AS words
  FROM acts a
  JOIN export e ON e.action = a.id
 ORDER BY e.id;
