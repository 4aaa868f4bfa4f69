-- report: Audit pack
-- asks: In a period, what was done, by whom, under which rules and signatures, what departed from them, and what are the answers to the fourteen questions an inspector asks?
-- note: Nothing is left out: what was reversed, replaced or corrected stands and says so. The sheets are those of the reports of their names, and say what these say.
-- note: Something belongs to the period by when it happened; acts, signatures, corrections and copies by when they were entered. Stock, expiry, persons, rules, recipes, suppliers and recalls stand as they were at its end.
-- note: Of the rules those stand here that asked, warned or were passed in the period, each version for itself; the whole book of them is the report of rules. What looks ahead is the report of consumption.
-- note: A single batch, patient or code is a report of its own: batch-record, formulation-history, trace.
-- period
-- parts-of: batch-register
-- parts-of: reactions
-- parts-of: recall
-- parts-of: rules
-- part: FACTS
{MADE},
{FOUND},
{CALLED},
{GIVEN},
{SOURCES},
may AS (
	SELECT DISTINCT w.code
	  FROM role_right g
	  JOIN person_role r ON r.role = g.role AND r.held = 1
	   AND r.id = (SELECT max(x.id) FROM person_role x JOIN action a ON a.id = x.action
	                WHERE x.person = r.person AND x.role = r.role AND a.id <= :head AND coalesce(a.event, a.entered) <= :end)
	  JOIN person w ON w.id = r.person
	  JOIN person_revision n ON n.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = w.id AND x.action <= :head) AND n.retired = 0
	 WHERE g.verb = 'batch release' AND g.held = 1 AND g.alone = 0
	   AND g.id = (SELECT max(x.id) FROM role_right x JOIN action a ON a.id = x.action
	                WHERE x.verb = g.verb AND x.role = g.role AND a.id <= :head AND coalesce(a.event, a.entered) <= :end)
),
force AS (
	SELECT v.id, w.code
	  FROM version v
	  JOIN signature g ON g.id = (SELECT min(x.id) FROM signature x WHERE x.version = v.id AND x.meaning = 'approved' AND x.action <= :then)
	  JOIN person w ON w.id = g.person
	 WHERE v.action <= :head
	   AND (SELECT s.status FROM version_status s JOIN action a ON a.id = s.action
	         WHERE s.version = v.id AND s.action <= :head AND coalesce(a.event, a.entered) <= :end ORDER BY s.id DESC LIMIT 1) = 'approved'
),
warm AS (
	SELECT x.temperature, x.lot, x.outside,
	       CASE WHEN EXISTS (SELECT 1 FROM temperature_lot y WHERE y.temperature = x.temperature AND y.lot = x.lot
	                            AND y.decision IS NOT NULL AND y.action <= :head) THEN 1 ELSE 0 END AS decided
	  FROM temperature t
	  JOIN temperature_lot x ON x.temperature = t.id AND x.decision IS NULL AND x.action <= :head
	 WHERE t.action <= :head AND t.till >= :from AND t.since < :to
),
-- What was amended or corrected in the period, as the journal lists it.
amended AS (
	SELECT c.action, c.noun
	  FROM (SELECT n.action, 'batch' AS noun FROM batch_line n WHERE n.replaces IS NOT NULL
	         UNION SELECT n.action, 'batch' FROM batch_measure n
	         UNION SELECT n.action, 'session' FROM session n WHERE n.replaces IS NOT NULL
	         UNION SELECT n.action, 'lot' FROM lot_revision n JOIN lot l ON l.id = n.lot
	                WHERE n.action > l.action AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id)
	         UNION SELECT n.action, 'lot' FROM assay n JOIN lot l ON l.id = n.lot WHERE n.action > l.action) c
	  JOIN action a ON a.id = c.action
	 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
),
-- What of each lot was there at the end: what is there now, less what came since.
stood AS (
	SELECT f.lot, f.amount FROM shelf f WHERE f.amount > 0
	UNION ALL
	SELECT m.lot, m.amount * ((CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END))
	  FROM move m JOIN place s ON s.id = m.source JOIN place t ON t.id = m.target
	 WHERE m.action > :head
	UNION ALL
	SELECT m.lot, m.amount * ((CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END))
	  FROM move m JOIN place s ON s.id = m.source JOIN place t ON t.id = m.target
	 WHERE m.at >= :to AND NOT m.action > :head
),
facts AS (
	SELECT (SELECT count(*) FROM action a WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at) AS acts,
	       (SELECT count(*) FROM action a WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at AND a.event < a.entered AND a.reason IS NOT NULL) AS late,
	       (SELECT count(*) FROM action a JOIN reversal r ON r.action = a.id WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at) AS reversals,
	       (SELECT count(DISTINCT n.action) FROM amended n) AS corrections,
	       (SELECT count(*) FROM amended n WHERE n.noun = 'session') AS of_sessions,
	       (SELECT count(*) FROM amended n WHERE n.noun = 'batch') AS of_batches,
	       (SELECT count(*) FROM amended n WHERE n.noun = 'lot') AS of_lots,
	       (SELECT count(*) FROM action a JOIN person_role r ON r.action = a.id WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at) AS roles,
	       (SELECT count(*) FROM action a JOIN export e ON e.action = a.id WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at) AS copies,
	       (SELECT count(*) FROM action a CROSS JOIN signature g WHERE g.action = a.id AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at) AS signatures,
	       (SELECT count(*) FROM action a WHERE a.id <= :head AND a.exception IS NOT NULL AND coalesce(a.event, a.entered) >= :from
	           AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at) AS happened,
	       (SELECT count(*) FROM verdict v JOIN action a ON a.id = v.action
	         WHERE v.outcome <> 'warned' AND v.action <= :head AND coalesce(a.event, a.entered) >= :from
	           AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at) AS passed,
	       (SELECT count(*) FROM deviation d JOIN action a ON a.id = d.action
	         WHERE d.action <= :head AND coalesce(a.event, a.entered) >= :from
	           AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at) AS deviations,
	       (SELECT count(*) FROM deviation d JOIN action a ON a.id = d.action
	         WHERE d.action <= :head AND coalesce(a.event, a.entered) >= :from
	           AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at
	           AND NOT EXISTS (SELECT 1 FROM deviation_status n WHERE n.deviation = d.id AND n.status = 'closed' AND n.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = n.action) <= :at)) AS open_deviations,
	       (SELECT count(*) FROM given) AS sessions, (SELECT count(DISTINCT h.patient) FROM given h) AS patients,
	       (SELECT count(*) FROM given h JOIN session s ON s.id = h.session
	         WHERE s.reported IS NULL AND NOT EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed'
	                                                     AND g.action <= :head)) AS unsigned,
	       (SELECT count(DISTINCT o.part) FROM source o WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = o.part)) AS lots_reached,
	       (SELECT count(*) FROM found) AS batches, (SELECT count(*) FROM found b WHERE b.changed = 1) AS changed,
	       (SELECT count(*) FROM found b WHERE b.second = 'single-handed') AS chair, (SELECT count(*) FROM found b WHERE b.measured = 1) AS measured,
	       (SELECT count(*) FROM found b WHERE b.off = 'outside') AS off_yield,
	       (SELECT count(*) FROM found b WHERE b.second = 'another person') AS by_other,
	       (SELECT count(*) FROM found b WHERE b.second = 'same person') AS by_self,
	       (SELECT count(*) FROM found b WHERE b.second = 'lapsed') AS lapsed,
	       (SELECT count(*) FROM found b WHERE b.second = 'as its label says') AS dissolved,
	       (SELECT count(*) FROM found b WHERE b.second = 'missing') AS unverified,
	       (SELECT count(*) FROM found b WHERE b.second = 'after release') AS verified_late,
	       (SELECT count(*) FROM found b WHERE b.second = 'waits') AS waiting,
	       (SELECT count(*) FROM made b JOIN batch_line n ON n.batch = b.id AND n.action <= :head
	          JOIN batch o ON o.id = b.id
	          JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = n.lot AND x.action <= :head)
	          LEFT JOIN container k ON k.id = n.container
	         WHERE (r.expires_at <= o.prepared OR k.until < o.prepared)
	           AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
	           AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = o.action AND v.action <= :head))
	       + (SELECT count(*) FROM given h JOIN session s ON s.id = h.session CROSS JOIN syringe y
	          JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = y.lot AND x.action <= :head)
	          LEFT JOIN container k ON k.id = y.container
	         WHERE y.session = s.id AND (r.expires_at <= s.at OR k.until < s.at)) AS late_use,
	       (SELECT count(*) FROM same h CROSS JOIN reaction r WHERE r.session = h.session AND r.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = r.action) <= :at
	           AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action AND v.action <= :head)) AS reactions,
	       (SELECT count(*) FROM may) AS releasers,
	       (SELECT string_agg(t.code, ', ') FROM (SELECT code FROM may ORDER BY code) AS t) AS releaser_names,
	       (SELECT count(*) FROM force) AS in_force,
	       (SELECT string_agg(t.code, ', ') FROM (SELECT DISTINCT code FROM force ORDER BY code) AS t) AS approvers,
	       (SELECT count(*) FROM (SELECT m.lot FROM move m WHERE m.at >= :from AND m.at < :to AND m.action <= :head
	                              UNION SELECT n.lot FROM stood n GROUP BY n.lot HAVING SUM(n.amount) <> 0) AS t) AS lots,
	       (SELECT count(*) FROM temperature t WHERE t.action <= :head AND t.till >= :from AND t.since < :to) AS events,
	       (SELECT count(DISTINCT t.lot) FROM warm t WHERE t.outside = 1) AS outside,
	       (SELECT count(DISTINCT t.lot) FROM warm t WHERE t.outside = 1 AND t.decided = 0) AS undecided,
	       (SELECT c.number || ' of ' || c.code || ', opened ' || replace(substr(c.at, 1, 16), 'T', ' ') || ' UTC, '
	               || coalesce('closed after ' || CAST((SELECT max(e.second - b.second) / 60 FROM taken t JOIN clock e ON e.at = t.at JOIN clock b ON b.at = c.at
	                                                    WHERE t.recall = c.id AND t.kind = 'closed') AS TEXT) || ' minutes', 'still open')
	               || ': ' || CAST((SELECT count(DISTINCT t.patient) FROM taken t WHERE t.recall = c.id AND t.kind = 'contact' AND t.held = 1) AS TEXT)
	               || ' patients reached'
	          FROM called c
	         WHERE c.drill = 1 AND c.at <= :end
	         ORDER BY c.at DESC, c.id DESC LIMIT 1) AS drill,
	       (SELECT w.code || ', ' || replace(substr(a.entered, 1, 16), 'T', ' ') || ' UTC, up to act ' || CAST(g.seal AS TEXT) || coalesce(': ' || a.reason, '')
	          FROM signature g
	          JOIN action a ON a.id = g.action
	          JOIN person w ON w.id = g.person
	         WHERE g.seal IS NOT NULL AND g.action <= :head AND a.entered <= :end
	         ORDER BY g.seal DESC, g.id DESC LIMIT 1) AS review
)
-- sheet: Answers
-- section: answers
--| title What an inspector asks
--| question text  Question [width=40]
--| number   count No
--| answer   text  Answer [width=60]
--| sheet    text  On sheet [link=sheets]
WITH RECURSIVE {FACTS},
told AS (
	SELECT 1 AS number, 'Show me the recipe that was current on this date, and who approved it' AS question, CAST(f.in_force AS TEXT) || CASE f.in_force WHEN 1 THEN ' version was' ELSE ' versions were' END || ' in force at the end, approved by ' || coalesce(f.approvers, 'nobody') || '; each with the dates from and until which it was in force' AS answer,
	       'Recipe versions' AS sheet FROM facts f
	UNION ALL
	SELECT 2, 'Take this vial lot: every batch and patient it reached', CAST(f.lots_reached AS TEXT) || CASE f.lots_reached WHEN 1 THEN ' bought lot' ELSE ' bought lots' END || ' reached ' || CAST(f.patients AS TEXT) || CASE f.patients WHEN 1 THEN ' patient' ELSE ' patients' END || '; filter by the lot, for its batches on the sheet Used in batches. Any code at any time: pistor report write trace code=LOT',
	       'Lots to patients' FROM facts f
	UNION ALL
	SELECT 3, 'Take this patient: every lot she received', CAST(f.patients AS TEXT) || CASE f.patients WHEN 1 THEN ' patient' ELSE ' patients' END || ' in ' || CAST(f.sessions AS TEXT) || CASE f.sessions WHEN 1 THEN ' session' ELSE ' sessions' END || '; filter by the patient, down to every bought lot',
	       'Lots to patients' FROM facts f
	UNION ALL
	SELECT 4, 'Open this batch record: what changed after first entry, who, why', CAST(f.changed AS TEXT) || CASE f.changed WHEN 1 THEN ' batch' ELSE ' batches' END || ' of ' || CAST(f.batches AS TEXT) || ' changed since first entry, marked among the batches; in the period ' || CAST(f.of_batches AS TEXT) || CASE f.of_batches WHEN 1 THEN ' act' ELSE ' acts' END || ' amended batches, ' || CAST(f.of_sessions AS TEXT) || ' sessions, and ' || CAST(f.of_lots AS TEXT) || ' corrected lots; what it was before, after, by whom and why stands here',
	       'Before and after' FROM facts f
	UNION ALL
	SELECT 5, 'Who can release? Show the role change history', CAST(f.releasers AS TEXT) || CASE f.releasers WHEN 1 THEN ' person' ELSE ' persons' END || ' may release batches: ' || coalesce(f.releaser_names, 'nobody') || '; roles changed ' || CAST(f.roles AS TEXT) || CASE f.roles WHEN 1 THEN ' time' ELSE ' times' END || ' in the period',
	       'Roles given and taken' FROM facts f
	UNION ALL
	SELECT 6, 'Prove the second check was a different person, before release', 'of ' || CAST(f.batches AS TEXT) || ' batches ' || CAST(f.by_other AS TEXT) || ' were verified by another person before release, ' || CAST(f.chair AS TEXT) || ' were mixed at the chair under one signature, ' || CAST(f.by_self AS TEXT) || ' verified by who made them, ' || CAST(f.lapsed AS TEXT) || ' lapsed by a correction since, ' || CAST(f.dissolved AS TEXT) || ' dissolved as the label says, ' || CAST(f.unverified AS TEXT) || ' released without a second check, ' || CAST(f.verified_late AS TEXT) || ' checked after release, ' || CAST(f.waiting AS TEXT) || ' still to be checked',
	       'Second check' FROM facts f
	UNION ALL
	SELECT 7, 'Show the calculation and yield, and its limits', CAST(f.batches AS TEXT) || CASE f.batches WHEN 1 THEN ' batch' ELSE ' batches' END || ', ' || CAST(f.measured AS TEXT) || ' of them measured; ' || CAST(f.off_yield AS TEXT) || ' outside the limits of rule yield-tolerance. Every number of one: pistor explain BATCH',
	       'Yield' FROM facts f
	UNION ALL
	SELECT 8, 'Show every expired or opened-too-long container used', CAST(f.late_use AS TEXT) || CASE f.late_use WHEN 1 THEN ' use' ELSE ' uses' END || ' of a lot after its end or of a container open too long; ' || CAST(f.happened + f.passed + f.deviations AS TEXT) || ' acts although a rule said no, rules passed and deviations, each with its explanation, ' || CAST(f.open_deviations AS TEXT) || CASE f.open_deviations WHEN 1 THEN ' deviation' ELSE ' deviations' END || ' still open',
	       'Exceptions' FROM facts f
	UNION ALL
	SELECT 9, 'Reconcile lot X for the quarter', CAST(f.lots AS TEXT) || CASE f.lots WHEN 1 THEN ' lot' ELSE ' lots' END || ' with anything there, come or gone: opening, in, out and closing checked lot by lot in whole atoms',
	       'Reconciliation' FROM facts f
	UNION ALL
	SELECT 10, 'Show your last mock recall and its time', coalesce(f.drill, 'no drill is on record'),
	       'Recalls' FROM facts f
	UNION ALL
	SELECT 11, 'Temperature log for the fridge and what you did about the excursion', CAST(f.events AS TEXT) || CASE f.events WHEN 1 THEN ' event' ELSE ' events' END || '; ' || CAST(f.outside AS TEXT) || CASE f.outside WHEN 1 THEN ' lot' ELSE ' lots' END || ' outside the rules, ' || CAST(f.undecided AS TEXT) || ' still to decide',
	       'Temperature events' FROM facts f
	UNION ALL
	SELECT 12, 'Complaints and adverse events trend, and link to lots', CAST(f.reactions AS TEXT) || CASE f.reactions WHEN 1 THEN ' reaction' ELSE ' reactions' END || ' after ' || CAST(f.sessions AS TEXT) || CASE f.sessions WHEN 1 THEN ' session' ELSE ' sessions' END || '; by month, by kind, and rates by lot, recipe and ingredient',
	       'Reactions by month' FROM facts f
	UNION ALL
	SELECT 13, 'How do you know this report is a true copy', 'the cover: asked by whom, when, as of which head of the journal, rows and SHA-256 of each sheet; head ' || CAST(CAST(:head AS BIGINT) AS TEXT) || ', ' || CAST(f.acts AS TEXT) || ' acts in the period. pistor report verify FILE asks it again',
	       'Journal' FROM facts f
	UNION ALL
	SELECT 14, 'Was anything deleted?', 'nothing can be: rows are only added. ' || CAST(f.reversals AS TEXT) || CASE f.reversals WHEN 1 THEN ' act was' ELSE ' acts were' END || ' taken back and ' || CAST(f.corrections AS TEXT) || ' amended or corrected what was recorded, in the period; all of it stands, before and after, by whom and why. The journal was last reviewed by ' || coalesce(f.review, 'nobody'),
	       CASE f.reversals WHEN 0 THEN 'Corrections' ELSE 'Taken back' END FROM facts f
)
SELECT t.number AS number, t.question AS question, t.answer AS answer, t.sheet AS sheet FROM told t ORDER BY t.number;
-- sheet: In figures
-- section: summary
--| title The period in figures
--| what   text  What
--| number count Number
--| sheet  text  On sheet [link=sheets]
WITH RECURSIVE {FACTS},
told AS (
	SELECT 1 AS rank, 'Acts entered' AS what, f.acts AS number, 'Journal' AS sheet FROM facts f
	UNION ALL SELECT 2, 'Acts entered later than they happened, with a reason', f.late, 'Exceptions' FROM facts f
	UNION ALL SELECT 3, 'Acts recorded although a rule said no', f.happened, 'Exceptions' FROM facts f
	UNION ALL SELECT 4, 'Rules passed', f.passed, 'Rules passed' FROM facts f
	UNION ALL SELECT 5, 'Used after its end, or open too long', f.late_use, 'Exceptions' FROM facts f
	UNION ALL SELECT 6, 'Sessions not signed', f.unsigned, 'Exceptions' FROM facts f
	UNION ALL SELECT 7, 'Deviations opened', f.deviations, 'Deviations' FROM facts f
	UNION ALL SELECT 8, 'Of these still open', f.open_deviations, 'Deviations' FROM facts f
	UNION ALL SELECT 9, 'Acts taken back', f.reversals, 'Taken back' FROM facts f
	UNION ALL SELECT 10, 'Acts that amended or corrected', f.corrections, 'Corrections' FROM facts f
	UNION ALL SELECT 11, 'Of these of sessions', f.of_sessions, 'Corrections' FROM facts f
	UNION ALL SELECT 12, 'Of these of batches', f.of_batches, 'Corrections' FROM facts f
	UNION ALL SELECT 13, 'Of these of lots', f.of_lots, 'Corrections' FROM facts f
	UNION ALL SELECT 14, 'Batches prepared', f.batches, 'Batches' FROM facts f
	UNION ALL SELECT 15, 'Of these changed since', f.changed, 'Before and after' FROM facts f
	UNION ALL SELECT 16, 'Sessions held', f.sessions, 'Sessions' FROM facts f
	UNION ALL SELECT 17, 'Patients treated', f.patients, 'Lots to patients' FROM facts f
	UNION ALL SELECT 18, 'Bought lots that reached them', f.lots_reached, 'Lots to patients' FROM facts f
	UNION ALL SELECT 19, 'Reactions reported', f.reactions, 'Reactions' FROM facts f
	UNION ALL SELECT 20, 'Temperature events', f.events, 'Temperature events' FROM facts f
	UNION ALL SELECT 21, 'Signatures given', f.signatures, 'Signatures' FROM facts f
	UNION ALL SELECT 22, 'Copies that left', f.copies, 'Copies' FROM facts f
)
SELECT t.what AS what, t.number AS number, t.sheet AS sheet FROM told t ORDER BY t.rank;
-- sheets-of: reconciliation, Reconciliation
-- sheets-of: recipe-book
-- sheets-of: batch-register
-- sheets-of: lot-usage, Used in batches
-- sheets-of: session-register
-- sheet: Lots to patients
-- section: lots_to_patients
--| title From each bought lot to each patient, through every batch
--| at       instant When
--| patient  text    Patient [key]
--| session  text    Session
--| given    text    Was given
--| amount   amount  Of it [hide=narrow]
--| lot      text    Made of lot
--| product  text    Product
--| maker    text    Maker's lot
--| expires  day     Expires [hide=narrow]
--| supplier text    Supplier [hide=narrow]
WITH RECURSIVE {GIVEN},
{SOURCES}
SELECT h.at AS at, p.code AS patient, s.number AS session, gl.number AS given, y.given AS amount, y.unit AS unit, l.number AS lot,
       d.code AS product, r.maker_number AS maker, r.expires AS expires, u.code AS supplier
  FROM given h
 CROSS JOIN session s
 CROSS JOIN syringe y
  JOIN patient p ON p.id = h.patient
  JOIN lot gl ON gl.id = y.lot
  JOIN source o ON o.lot = y.lot
  JOIN lot l ON l.id = o.part
  JOIN product d ON d.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN supplier u ON u.id = r.supplier
 WHERE s.id = h.session AND y.session = h.session AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id)
 ORDER BY h.at, h.session, y.position, y.id, l.number, l.id;
-- sheet: Rules applied
-- section: applied
--| title Rules that were applied
--| rule      text   Rule [key]
--| version   count  Version [hide=narrow]
--| severity  text   Severity [flag=forbid:red,flag=sign:amber]
--| text      text   What it says [width=60]
--| least     amount Least [hide=narrow]
--| amount    amount Limit [hide=narrow]
--| per       amount Per [unit=per_unit, hide=narrow]
--| figure    text   Number [hide=narrow]
--| time      text   Time [hide=narrow]
--| asked     count  Asked [quiet, total]
--| warned    count  Warned [quiet, total]
--| passed    count  Passed [quiet, total]
--| source    text   Source [hide=narrow]
--| approver  text   Approved by [hide=narrow]
--| approved  text   Approved [flag=no:amber]
WITH {VERSIONS},
judged AS (
	SELECT v.rule_revision, v.outcome
	  FROM action a CROSS JOIN verdict v
	 WHERE v.action = a.id AND a.id <= :head AND a.entered >= :from AND a.entered < :to
	UNION ALL
	SELECT q.rule_revision, 'asked'
	  FROM session s CROSS JOIN screening q
	 WHERE q.session = s.id AND s.action <= :head AND s.at >= :from AND s.at < :to
	UNION ALL
	SELECT c.rule_revision, 'asked'
	  FROM batch b CROSS JOIN batch_check c
	 WHERE c.batch = b.id AND c.rule_revision IS NOT NULL AND c.action <= :head AND b.prepared >= :from AND b.prepared < :to
	UNION ALL
	SELECT (SELECT max(r.id) FROM rule u JOIN rule_revision r ON r.rule = u.id AND r.action <= b.action WHERE u.code = 'yield-tolerance'), 'asked'
	  FROM batch b
	 WHERE b.action <= :head AND b.prepared >= :from AND b.prepared < :to
),
applied AS (
	SELECT j.rule_revision, CAST(SUM(CASE j.outcome WHEN 'asked' THEN 1 ELSE 0 END) AS BIGINT) AS asked,
	       CAST(SUM(CASE j.outcome WHEN 'warned' THEN 1 ELSE 0 END) AS BIGINT) AS warned,
	       CAST(SUM(CASE WHEN j.outcome IN ('asked', 'warned') THEN 0 ELSE 1 END) AS BIGINT) AS passed
	  FROM judged j
	 GROUP BY j.rule_revision
)
SELECT r.code AS rule, r.version AS version, r.severity AS severity, r.text AS text,
{NUMBERS},
       j.asked AS asked, j.warned AS warned, j.passed AS passed, r.source AS source, w.code AS approver,
       CASE r.approved WHEN 1 THEN 'yes' ELSE 'no' END AS approved
  FROM applied j
  JOIN versions r ON r.id = j.rule_revision
  LEFT JOIN person w ON w.id = r.approver
 ORDER BY r.code, r.id;
-- sheets-of: rules, Rules changed
-- sheets-of: exceptions, Exceptions
-- sheets-of: exceptions, Single-handed
-- sheets-of: deviations, Deviations
-- sheets-of: deviations, Deviations looked into
-- sheets-of: overrides, Rules passed
-- sheets-of: reactions
-- sheets-of: recall
-- sheets-of: temperature
-- sheets-of: stock
-- sheets-of: expiry
-- sheets-of: opened-containers
-- sheets-of: counts
-- sheets-of: waste
-- sheets-of: component-use, Ingredients by lot
-- sheets-of: suppliers
-- sheets-of: persons
-- sheets-of: signatures
-- sheets-of: journal
