-- report: Session register
-- asks: In a period, who was treated when and by whom, with what, was it screened, consented to and signed, and what came of it?
-- note: Nothing is left out: a session that was replaced or reversed stands beside what came in its place and says so; what was only reported from before this record says so too.
-- note: A reaction to a session that was amended counts with the one that stands in its place. A signature lapses when what was given is corrected after it. Rules passed: verdicts that were overridden, signed, or came too late.
-- period
-- takes: patient Only this patient
-- takes: practitioner Only given by this person
-- exists: patient
SELECT p.id FROM patient p WHERE lower(p.code) = lower(:patient) AND p.action <= :head;
-- exists: practitioner
SELECT w.id FROM person w WHERE lower(w.code) = lower(:practitioner) AND w.action <= :head;
-- What the signature g bound of what was given in the session s was corrected since.
-- part: SESSION_LAPSED
(EXISTS (SELECT 1 FROM syringe y JOIN batch b ON b.lot = y.lot JOIN batch_line n ON n.batch = b.id AND n.replaces IS NOT NULL
          WHERE y.session = s.id AND n.action > g.action AND n.action <= :head)
 OR EXISTS (SELECT 1 FROM syringe y JOIN composition n ON n.lot = y.lot
             WHERE y.session = s.id AND n.action > g.action AND n.action <= :head))
-- What was told of a session that was amended is of the one that stands in its place.
-- part: SAME
same (session, stands) AS (
	SELECT s.id, s.id
	  FROM session s
	 WHERE s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at
	   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	 UNION SELECT s.replaces, x.stands FROM same x JOIN session s ON s.id = x.session WHERE s.replaces IS NOT NULL
)
-- part: STATE
       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head) THEN 'reversed'
            WHEN EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head) THEN 'replaced'
            WHEN s.reported IS NOT NULL THEN 'reported' END AS state
-- part: WITHIN
 s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at
   AND (CAST(:patient AS TEXT) IS NULL OR lower(pt.code) = lower(CAST(:patient AS TEXT)))
   AND (CAST(:practitioner AS TEXT) IS NULL OR lower(w.code) = lower(CAST(:practitioner AS TEXT)))
-- sheet: Sessions
-- section: sessions
--| title Sessions
--| at           instant When
--| session      text    Session [key]
--| patient      text    Patient
--| practitioner text    By
--| typist       text    Typed by [hide=narrow]
--| what         text    What
--| indication   text    Indication [hide=narrow]
--| syringes     count   Syringes [hide=table]
--| consent      text    Consent [hide=narrow]
--| asked        count   Asked [hide=table]
--| answered_yes count   Answered yes [hide=narrow, quiet]
--| passed       count   Rules passed [quiet]
--| deviations   count   Deviations [hide=narrow, quiet]
--| reactions    count   Reactions [quiet]
--| signed       text    Signed [flag=not signed:red,flag=lapsed:red]
--| signed_at    instant Signed at [hide=table]
--| corrects     text    In place of [hide=narrow, link=session]
--| changed      flag    Corrected [hide=narrow, flag=corrected:amber]
--| state        text    State [flag=reversed:grey,flag=replaced:grey,flag=reported:grey]
WITH RECURSIVE {SAME},
followed AS (
	SELECT x.stands AS session, count(*) AS reactions
	  FROM same x
	 CROSS JOIN reaction q
	 WHERE q.session = x.session AND q.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = q.action) <= :at
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = q.action AND v.action <= :head)
	 GROUP BY x.stands
)
SELECT s.at AS at, s.number AS session, pt.code AS patient, w.code AS practitioner, tp.code AS typist,
       (SELECT string_agg(t.what, ', ')
          FROM (SELECT coalesce(c.code || CASE WHEN y.lot IS NULL AND y.picked IS NULL THEN '' ELSE '.' || CAST(v.number AS TEXT) END, d.code, y.reported_lot) AS what
                  FROM syringe y
                  LEFT JOIN lot l ON l.id = y.lot
                  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
                  LEFT JOIN version v ON v.id = y.version
                  LEFT JOIN recipe c ON c.id = v.recipe
                 WHERE y.session = s.id ORDER BY y.position, y.id) AS t) AS what,
       s.indication AS indication, (SELECT count(*) FROM syringe y WHERE y.session = s.id) AS syringes, s.consent AS consent,
       (SELECT count(*) FROM screening q WHERE q.session = s.id) AS asked,
       (SELECT count(*) FROM screening q WHERE q.session = s.id AND q.answer = 'yes') AS answered_yes,
       (SELECT count(*) FROM verdict q WHERE q.session = s.id AND q.outcome <> 'warned' AND q.action <= :head) AS passed,
       (SELECT count(*) FROM deviation d WHERE d.session = s.id AND d.action <= :head) AS deviations,
       coalesce(f.reactions, 0) AS reactions,
       CASE WHEN s.reported IS NOT NULL THEN 'not by us' WHEN g.id IS NULL THEN 'not signed'
            WHEN {SESSION_LAPSED} THEN 'lapsed'
            ELSE gw.code END AS signed,
       ga.entered AS signed_at, o.number AS corrects, CASE WHEN o.id IS NULL THEN 0 ELSE 1 END AS changed,
{STATE}
  FROM session s
  JOIN patient pt ON pt.id = s.patient
  JOIN action a ON a.id = s.action
  LEFT JOIN person w ON w.id = s.practitioner
  LEFT JOIN person tp ON tp.id = a.typist
  LEFT JOIN session o ON o.id = s.replaces
  LEFT JOIN signature g ON g.id = (SELECT max(x.id) FROM signature x WHERE x.session = s.id AND x.meaning = 'performed' AND x.action <= :then)
  LEFT JOIN action ga ON ga.id = g.action
  LEFT JOIN person gw ON gw.id = g.person
  LEFT JOIN followed f ON f.session = s.id
 WHERE {WITHIN}
 ORDER BY s.at, s.id;
-- sheet: Syringes
-- section: syringes
--| title Syringes
--| at           instant When [hide=narrow]
--| session      text    Session
--| position     count   Syringe [hide=narrow]
--| patient      text    Patient
--| practitioner text    By [hide=narrow]
--| product      text    Product
--| version      text    Version [hide=table]
--| lot          text    Lot
--| maker        text    Maker's lot [hide=narrow]
--| expires      day     Expires [hide=table]
--| given        amount  Given
--| wasted       amount  Wasted [quiet]
--| areas        text    Areas
--| technique    text    Technique [hide=narrow]
--| needle       text    Needle [hide=narrow]
--| device       text    Device [hide=narrow]
--| cartridge    text    Cartridge [hide=table]
--| depth        text    Depth [hide=table]
--| points       count   Points
--| picked       text    Why this lot [hide=table]
--| late         flag    After its end [flag=after its end:red]
--| state        text    State [flag=reversed:grey,flag=replaced:grey,flag=reported:grey]
SELECT s.at AS at, s.number AS session, y.position AS position, pt.code AS patient, w.code || h.typed AS practitioner, d.code AS product,
       c.code || CASE WHEN y.lot IS NULL AND y.picked IS NULL THEN '' ELSE '.' || CAST(v.number AS TEXT) END AS version, coalesce(l.number || coalesce('/' || CAST(k.ordinal AS TEXT), ''), y.reported_lot) AS lot,
       r.maker_number AS maker, r.expires AS expires, y.given AS given, y.wasted AS wasted, y.unit AS unit,
       (SELECT string_agg(t.area, ', ') FROM (SELECT e.area FROM syringe_area e WHERE e.syringe = y.id ORDER BY e.position, e.id) AS t) AS areas,
       y.technique AS technique, y.needle AS needle, y.device AS device, y.cartridge AS cartridge, y.depth AS depth,
       y.points AS points, y.picked AS picked,
       CASE WHEN r.expires_at <= s.at OR k.until < s.at THEN 1 ELSE 0 END AS late,
{STATE}
  FROM session s
 CROSS JOIN syringe y
  JOIN patient pt ON pt.id = s.patient
  LEFT JOIN person w ON w.id = s.practitioner
  LEFT JOIN act_by h ON h.action = s.action
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN container k ON k.id = y.container
  LEFT JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe c ON c.id = v.recipe
 WHERE y.session = s.id AND {WITHIN}
 ORDER BY s.at, s.id, y.position, y.id;
-- sheet: Screening
-- section: screening
--| title What was answered with yes
--| at        instant When
--| session   text    Session
--| patient   text    Patient
--| condition text    Condition
--| found     text    Answered by
--| note      text    Note
--| rule      text    Rule [hide=narrow]
--| state     text    State [flag=reversed:grey,flag=replaced:grey,flag=reported:grey]
SELECT s.at AS at, s.number AS session, pt.code AS patient, q.condition AS condition, q.found AS found, q.note AS note, u.code AS rule,
{STATE}
  FROM session s
 CROSS JOIN screening q
  JOIN patient pt ON pt.id = s.patient
  LEFT JOIN person w ON w.id = s.practitioner
  JOIN rule_revision r ON r.id = q.rule_revision
  JOIN rule u ON u.id = r.rule
 WHERE q.session = s.id AND q.answer = 'yes' AND q.action <= :head AND {WITHIN}
 ORDER BY s.at, s.id, q.id;
