-- report: Reactions
-- asks: After the sessions of a period, what was reported, how grave, what became of it, and how often did it follow which lot, recipe and ingredient?
-- note: A reaction belongs to the period by the session it followed, so that rates have their sessions: per 1000 is sessions with a reaction over sessions in which it was given. Months are of the clinic's zone.
-- note: Rates count sessions that stand. A lot is the maker's number with its expiry, however often it was delivered, followed through every batch it went into.
-- note: What follows need not follow from it: few sessions make large rates, and the number of sessions stands beside.
-- period
-- takes: kind Only reactions of this kind
-- exists: kind
SELECT f.id FROM phrase f WHERE f.list = 'reaction' AND lower(f.code) = lower(:kind) AND f.action <= :head;
-- parts-of: session-register
-- part: GIVEN
given AS (
	SELECT s.id AS session, s.at, s.patient
	  FROM session s
	 WHERE s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at
	   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
),
-- What was told of a session that was amended is of the one that stands in its place.
same (session, stands) AS (
	SELECT g.session, g.session FROM given g
	 UNION SELECT s.replaces, x.stands FROM same x JOIN session s ON s.id = x.session WHERE s.replaces IS NOT NULL
),
hit AS (
	SELECT DISTINCT x.stands AS session
	  FROM same x
	 CROSS JOIN reaction r
	 WHERE r.session = x.session AND r.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = r.action) <= :at
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action AND v.action <= :head)
	   AND (CAST(:kind AS TEXT) IS NULL OR lower(r.kind) = lower(CAST(:kind AS TEXT)))
)
-- What each lot that was given was made of, through every batch.
-- part: SOURCES
source (lot, part) AS (
	SELECT DISTINCT y.lot, y.lot FROM given g CROSS JOIN syringe y WHERE y.session = g.session AND y.lot IS NOT NULL
	 UNION SELECT s.lot, n.lot
	         FROM source s CROSS JOIN batch b CROSS JOIN batch_line n
	        WHERE b.lot = s.part AND n.batch = b.id AND n.used > 0 AND n.action <= :head
	          AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
)
-- part: COUNTED
counted AS (
	SELECT e.name, e.of_what, count(*) AS sessions, CAST(SUM(CASE WHEN h.session IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS hits
	  FROM exposed e
	  LEFT JOIN hit h ON h.session = e.session
	 GROUP BY e.grain, e.name, e.of_what
)
SELECT c.name AS name, c.of_what AS of_what, c.sessions AS sessions, c.hits AS hits, (2000 * c.hits + c.sessions) / (2 * c.sessions) AS rate
  FROM counted c
 ORDER BY c.hits DESC, rate DESC, c.name, c.of_what
-- part: TOLD
{SAME},
told AS (
	SELECT r.id, r.number, r.action, r.kind, r.onset, r.area, r.told_by, s.number AS session, s.at, p.code AS patient, w.code || k.typed AS practitioner,
	       s.id AS of_session,
	       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses IN (r.action, s.action) AND v.action <= :head) THEN 'reversed' END AS state
	  FROM same x
	 CROSS JOIN reaction r
	  JOIN session s ON s.id = x.stands
	  JOIN patient p ON p.id = s.patient
	  LEFT JOIN person w ON w.id = s.practitioner
	  LEFT JOIN act_by k ON k.action = s.action
	 WHERE r.session = x.session AND r.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = r.action) <= :at
	   AND (CAST(:kind AS TEXT) IS NULL OR lower(r.kind) = lower(CAST(:kind AS TEXT)))
)
-- sheet: Reactions
-- section: reactions
--| title Reactions
--| number   text    Reaction [key=reaction]
--| at       instant Session at [hide=narrow]
--| session  text    After
--| patient  text    Patient
--| kind     text    What
--| severity text    Severity [flag=severe:red,flag=life-threatening:red,flag=moderate:amber]
--| outcome  text    Outcome [flag=ongoing:amber,flag=lasting:red,flag=fatal:red,flag=resolved:green]
--| onset    instant Began [hide=table]
--| area     text    Where [hide=narrow]
--| told     instant Told [hide=narrow]
--| told_by  text    Told by [hide=table]
--| given    text    Was given
--| practitioner text Given by [hide=narrow]
--| treatment text   Done about it [hide=narrow]
--| reported text    Reported to [hide=table]
--| unsigned flag    Not signed [flag=not signed:amber]
--| state    text    State [flag=reversed:grey]
WITH RECURSIVE {TOLD}
SELECT t.number AS number, t.at AS at, t.session AS session, t.patient AS patient, t.kind AS kind,
       (SELECT e.severity FROM reaction_entry e WHERE e.reaction = t.id AND e.severity IS NOT NULL AND e.action <= :head AND e.at <= :at
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS severity,
       (SELECT e.outcome FROM reaction_entry e WHERE e.reaction = t.id AND e.outcome IS NOT NULL AND e.action <= :head AND e.at <= :at
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS outcome,
       t.onset AS onset, t.area AS area, coalesce(a.event, a.entered) AS told, t.told_by AS told_by,
       (SELECT string_agg(x.what, ', ') FROM (SELECT coalesce(l.number, y.reported_lot) AS what FROM syringe y LEFT JOIN lot l ON l.id = y.lot
                                               WHERE y.session = t.of_session ORDER BY y.position, y.id) AS x) AS given,
       t.practitioner AS practitioner,
       CASE WHEN EXISTS (SELECT 1 FROM signature g WHERE g.session = t.of_session AND g.meaning = 'performed' AND g.action <= :then)
            THEN 0 ELSE 1 END AS unsigned,
       (SELECT e.treatment FROM reaction_entry e WHERE e.reaction = t.id AND e.treatment IS NOT NULL AND e.action <= :head
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS treatment,
       (SELECT e.reported_to || coalesce(' ' || e.reference, '') FROM reaction_entry e
         WHERE e.reaction = t.id AND e.reported_to IS NOT NULL AND e.action <= :head ORDER BY e.at DESC, e.id DESC LIMIT 1) AS reported,
       t.state AS state
  FROM told t
  JOIN action a ON a.id = t.action
 ORDER BY t.at, t.id;
-- sheet: Reactions followed
-- section: followed
--| title What became of them
--| number   text    Reaction [link=reaction]
--| at       instant When
--| severity text    Severity
--| outcome  text    Outcome
--| treatment text   Done about it
--| reported_to text Reported to
--| reference text   Reference
--| note     text    Found out [width=40]
--| who      text    By
WITH RECURSIVE {TOLD}
SELECT t.number AS number, e.at AS at, e.severity AS severity, e.outcome AS outcome, e.treatment AS treatment,
       e.reported_to AS reported_to, e.reference AS reference, e.note AS note, w.code AS who
  FROM told t
  JOIN reaction_entry e ON e.reaction = t.id AND e.action <= :head AND e.at <= :at
  JOIN action a ON a.id = e.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY t.number, e.at, e.id;
-- sheet: Reactions by month
-- section: reaction_months
--| title By month of the session
--| chart line month rate Sessions with a reaction, per 1000
--| month    text  Month
--| sessions count Sessions [total]
--| hits     count With a reaction [total]
--| rate     count Per 1000
WITH RECURSIVE {GIVEN}
SELECT substr(local_day(g.at, :zone), 1, 7) AS month, count(*) AS sessions, CAST(SUM(CASE WHEN h.session IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS hits,
       (2000 * CAST(SUM(CASE WHEN h.session IS NULL THEN 0 ELSE 1 END) AS BIGINT) + count(*)) / (2 * count(*)) AS rate
  FROM given g
  LEFT JOIN hit h ON h.session = g.session
 GROUP BY substr(local_day(g.at, :zone), 1, 7)
 ORDER BY substr(local_day(g.at, :zone), 1, 7);
-- sheet: Reactions by kind
-- section: reaction_kinds
--| title By kind and severity
--| chart bar kind times Reactions by kind
--| kind       text  Kind
--| mild       count Mild [total]
--| moderate   count Moderate [total]
--| severe     count Severe [total]
--| threatening count Life-threatening [total]
--| times      count Together [total]
WITH RECURSIVE {TOLD},
graded AS (
	SELECT t.kind, (SELECT e.severity FROM reaction_entry e WHERE e.reaction = t.id AND e.severity IS NOT NULL AND e.action <= :head AND e.at <= :at
	                 ORDER BY e.at DESC, e.id DESC LIMIT 1) AS severity
	  FROM told t
	 WHERE t.state IS NULL
)
SELECT g.kind AS kind, CAST(SUM(CASE g.severity WHEN 'mild' THEN 1 ELSE 0 END) AS BIGINT) AS mild,
       CAST(SUM(CASE g.severity WHEN 'moderate' THEN 1 ELSE 0 END) AS BIGINT) AS moderate,
       CAST(SUM(CASE g.severity WHEN 'severe' THEN 1 ELSE 0 END) AS BIGINT) AS severe,
       CAST(SUM(CASE g.severity WHEN 'life-threatening' THEN 1 ELSE 0 END) AS BIGINT) AS threatening, count(*) AS times
  FROM graded g
 GROUP BY g.kind
 ORDER BY count(*) DESC, g.kind;
-- sheet: Rates by lot
-- section: rates_lot
--| title By maker's lot
--| name     text  Maker's lot
--| of_what  text  Product
--| sessions count Sessions
--| hits     count With a reaction
--| rate     count Per 1000
WITH RECURSIVE {GIVEN},
{SOURCES},
exposed (grain, name, of_what, session) AS (
	SELECT DISTINCT coalesce(r.maker_number || ' ' || coalesce(r.expires, ''), l.number), coalesce(r.maker_number, l.number), p.code, g.session
	  FROM given g
	 CROSS JOIN syringe y
	  JOIN source s ON s.lot = y.lot
	  JOIN lot l ON l.id = s.part
	  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
	  JOIN product p ON p.id = l.product
	 WHERE y.session = g.session AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id)
),
{COUNTED};
-- sheet: Rates by recipe
-- section: rates_recipe
--| title By recipe
--| chart bar name rate Sessions with a reaction, per 1000
--| name     text  Recipe
--| of_what  text  Whose [hide=narrow]
--| sessions count Sessions
--| hits     count With a reaction
--| rate     count Per 1000
WITH RECURSIVE {GIVEN},
exposed (grain, name, of_what, session) AS (
	SELECT DISTINCT c.code, c.code, w.code, g.session
	  FROM given g
	 CROSS JOIN syringe y
	  JOIN version v ON v.id = y.version
	  JOIN recipe c ON c.id = v.recipe
	  JOIN person w ON w.id = c.practitioner
	 WHERE y.session = g.session
),
{COUNTED};
-- sheet: Rates by ingredient
-- section: rates_ingredient
--| title By ingredient
--| chart bar name rate Sessions with a reaction, per 1000
--| name     text  Ingredient
--| of_what  text  Class
--| sessions count Sessions
--| hits     count With a reaction
--| rate     count Per 1000
WITH RECURSIVE {GIVEN},
exposed (grain, name, of_what, session) AS (
	SELECT DISTINCT i.code, i.code, k.code, g.session
	  FROM given g
	 CROSS JOIN syringe y
	  JOIN composition c ON c.lot = y.lot
	   AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = y.lot AND x.action <= :head)
	  JOIN ingredient i ON i.id = c.ingredient
	  JOIN ingredient_revision n ON n.id = (SELECT max(x.id) FROM ingredient_revision x WHERE x.ingredient = i.id AND x.action <= :head)
	  JOIN class k ON k.id = n.class
	 WHERE y.session = g.session
),
{COUNTED};
