-- report: Exceptions
-- asks: In a period, which acts were against a rule, is each explained, and what was done by one person where two are the rule?
-- note: Every act against a rule stands here once for each rule it broke: empty, or explained by a reason, a signature or a closed deviation. What is open has none of these yet.
-- note: A password that was set anew by another, and then replaced where only the one who set it need have sat, is explained by nobody but a third person, who reviews the journal; an expiry that one person moved later, by another's signature, that review or a closed deviation of the lot.
-- note: What is mixed at the chair and at once given is made, checked, released and given by one person, under the signature on the session: the rule for it, and shown on a sheet of its own.
-- note: Something belongs to the period by when it happened; what was entered later than it happened, with a reason, by when it was entered.
-- period
-- parts-of: batch-register
-- parts-of: session-register
-- part: EXCEPTIONS
happened AS (
	SELECT a.id, coalesce(a.event, a.entered) AS at, a.verb, a.person, a.exception, a.reason
	  FROM action a
	 WHERE a.id <= :head AND a.exception IS NOT NULL AND coalesce(a.event, a.entered) >= :from
	   AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at
),
against AS (
	SELECT h.at, 'although a rule said no' AS kind, h.verb AS what, CAST(NULL AS TEXT) AS of_what, h.exception AS why, h.person, h.id AS act,
	       'explained' AS state, 1 AS rank, h.id AS id
	  FROM happened h
	UNION ALL
	SELECT coalesce(a.event, a.entered), 'a rule was passed', v.text, coalesce(s.number, l.number, o.number, c.code || '.' || CAST(n.number AS TEXT)),
	       v.reason, a.person, a.id, CASE WHEN v.reason IS NULL AND a.exception IS NULL THEN 'open' ELSE 'explained' END, 2, v.id
	  FROM verdict v
	  JOIN action a ON a.id = v.action
	  LEFT JOIN session s ON s.id = v.session
	  LEFT JOIN batch b ON b.id = v.batch
	  LEFT JOIN lot l ON l.id = b.lot
	  LEFT JOIN lot o ON o.id = v.lot
	  LEFT JOIN version n ON n.id = v.version
	  LEFT JOIN recipe c ON c.id = n.recipe
	 WHERE v.outcome <> 'warned' AND v.action <= :head AND coalesce(a.event, a.entered) >= :from
	   AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at
	UNION ALL
	SELECT coalesce(a.event, a.entered), 'a deviation', d.number || ': ' || d.what, coalesce(s.number, l.number, bl.number),
	       coalesce(n.text, a.exception, a.reason), a.person, a.id, CASE n.status WHEN 'closed' THEN 'explained' ELSE 'open' END, 3, d.id
	  FROM deviation d
	  JOIN action a ON a.id = d.action
	  LEFT JOIN lot l ON l.id = d.lot
	  LEFT JOIN batch b ON b.id = d.batch
	  LEFT JOIN lot bl ON bl.id = b.lot
	  LEFT JOIN session s ON s.id = d.session
	  LEFT JOIN deviation_status n ON n.id = (SELECT max(x.id) FROM deviation_status x WHERE x.deviation = d.id AND x.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = x.action) <= :at)
	 WHERE d.action <= :head AND coalesce(a.event, a.entered) >= :from AND coalesce(a.event, a.entered) < :to
	   AND coalesce(a.event, a.entered) <= :at
	UNION ALL
	SELECT b.prepared, CASE WHEN r.expires_at <= b.prepared THEN 'used after its end' ELSE 'open too long when used' END,
	       p.code || ' ' || l.number || coalesce('/' || CAST(k.ordinal AS TEXT), ''), bl.number,
	       coalesce(a.exception, n.reason, (SELECT min(d.number) FROM deviation d WHERE d.action = n.action AND (d.lot = n.lot OR d.batch = b.id))),
	       b.maker, n.action,
	       CASE WHEN a.exception IS NOT NULL OR EXISTS (SELECT 1 FROM deviation d WHERE d.action = n.action AND (d.lot = n.lot OR d.batch = b.id))
	            THEN 'explained' ELSE 'open' END, 4, n.id
	  FROM batch b
	 CROSS JOIN batch_line n
	  JOIN action a ON a.id = n.action
	  JOIN lot bl ON bl.id = b.lot
	  JOIN lot l ON l.id = n.lot
	  JOIN product p ON p.id = l.product
	  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
	  LEFT JOIN container k ON k.id = n.container
	 WHERE n.batch = b.id AND b.action <= :head AND n.action <= :head AND b.prepared >= :from AND b.prepared < :to AND b.prepared <= :at
	   AND (r.expires_at <= b.prepared OR k.until < b.prepared)
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head)
	UNION ALL
	SELECT s.at, CASE WHEN r.expires_at <= s.at THEN 'used after its end' ELSE 'open too long when used' END,
	       p.code || ' ' || l.number || coalesce('/' || CAST(k.ordinal AS TEXT), ''), s.number,
	       coalesce(a.exception, (SELECT min(d.number) FROM deviation d WHERE d.action = s.action AND (d.lot = y.lot OR d.session = s.id))),
	       s.practitioner, s.action,
	       CASE WHEN a.exception IS NOT NULL OR EXISTS (SELECT 1 FROM deviation d WHERE d.action = s.action AND (d.lot = y.lot OR d.session = s.id))
	            THEN 'explained' ELSE 'open' END, 5, y.id
	  FROM session s
	 CROSS JOIN syringe y
	  JOIN action a ON a.id = s.action
	  JOIN lot l ON l.id = y.lot
	  JOIN product p ON p.id = l.product
	  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
	  LEFT JOIN container k ON k.id = y.container
	 WHERE y.session = s.id AND s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at
	   AND (r.expires_at <= s.at OR k.until < s.at)
	   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
	UNION ALL
	SELECT s.at, 'not signed', 'a session without its signature', s.number, CAST(NULL AS TEXT), s.practitioner, s.action, 'open', 6, s.id
	  FROM session s
	 WHERE s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at AND s.reported IS NULL
	   AND NOT EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :then)
	   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
	UNION ALL
	SELECT s.at, 'signature lapsed', 'what was given was corrected after it', s.number, CAST(NULL AS TEXT), g.person, g.action, 'open', 11, g.id
	  FROM session s
	  JOIN signature g ON g.id = (SELECT max(x.id) FROM signature x WHERE x.session = s.id AND x.meaning = 'performed' AND x.action <= :then)
	 WHERE s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at AND s.reported IS NULL
	   AND {SESSION_LAPSED}
	   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
	UNION ALL
	SELECT a.entered, 'verified by who made it', 'batch verify', l.number, coalesce(a.reason, 'under the rule of a self-check'), g.person, a.id,
	       'explained', 7, g.id
	  FROM action a
	 CROSS JOIN signature g
	  JOIN batch b ON b.id = g.batch AND b.maker = g.person AND b.chair = 0
	  JOIN lot l ON l.id = b.lot
	 WHERE g.action = a.id AND g.meaning = 'verified' AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	UNION ALL
	SELECT b.prepared, 'second check lapsed', 'batch verify', l.number, CAST(NULL AS TEXT), g.person, g.action, 'open', 10, g.id
	  FROM batch b
	  JOIN lot l ON l.id = b.lot
	  JOIN signature g ON g.id = (SELECT max(x.id) FROM signature x WHERE x.batch = b.id AND x.meaning = 'verified' AND x.action <= :then)
	 WHERE b.action <= :head AND b.prepared >= :from AND b.prepared < :to AND b.prepared <= :at
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head)
	   AND {LAPSED}
	UNION ALL
	SELECT a.entered, 'entered late', a.verb || ', of ' || local_day(a.event, :zone), CAST(NULL AS TEXT), a.reason, a.person, a.id, 'explained', 8, a.id
	  FROM action a
	 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at AND a.event < a.entered AND a.reason IS NOT NULL
	   AND a.exception IS NULL
	UNION ALL
	SELECT a.entered, 'a password set by another', 'replaced where nothing tells its owner from who set it', p.code,
	       'set by ' || s.code || ' in act ' || CAST(g.action AS TEXT) || '; an account of one''s own would tell', c.person, a.id,
	       CASE WHEN EXISTS (SELECT 1 FROM signature v WHERE v.seal >= a.id AND v.action <= :then AND v.person <> c.person AND v.person <> b.person)
	            THEN 'explained' ELSE 'open' END, 10, c.id
	  FROM credential c
	  JOIN action a ON a.id = c.action
	  JOIN person p ON p.id = c.person
	  JOIN credential g ON g.id = (SELECT max(x.id) FROM credential x WHERE x.person = c.person AND x.kind = 'given' AND x.id < c.id)
	  JOIN action b ON b.id = g.action
	  JOIN person s ON s.id = b.person
	 WHERE c.kind = 'elsewhere' AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	   AND EXISTS (SELECT 1 FROM credential x WHERE x.person = c.person AND x.kind IN ('own', 'elsewhere') AND x.id < g.id)
	UNION ALL
	SELECT a.entered, CASE WHEN a.typist IS NULL THEN 'a role given to oneself' ELSE 'a role typed by another' END, r.role, p.code, a.reason, a.person, a.id,
	       CASE WHEN a.reason IS NOT NULL OR EXISTS (SELECT 1 FROM signature v WHERE v.seal >= a.id AND v.action <= :then AND v.person <> a.person)
	            THEN 'explained' ELSE 'open' END, 12, r.id
	  FROM person_role r
	  JOIN action a ON a.id = r.action
	  JOIN person p ON p.id = r.person
	 WHERE ((r.held = 1 AND r.person = a.person) OR a.typist IS NOT NULL)
	   AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	UNION ALL
	SELECT a.entered, 'a right given to a role of one''s own', t.verb, t.role, a.reason, a.person, a.id,
	       CASE WHEN a.reason IS NOT NULL OR EXISTS (SELECT 1 FROM signature v WHERE v.seal >= a.id AND v.action <= :then AND v.person <> a.person)
	            THEN 'explained' ELSE 'open' END, 13, t.id
	  FROM role_right t
	  JOIN action a ON a.id = t.action
	  JOIN person_role h ON h.id = (SELECT max(x.id) FROM person_role x WHERE x.person = a.person AND x.role = t.role AND x.action < a.id)
	 WHERE t.held = 1 AND h.held = 1 AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	UNION ALL
	SELECT a.entered, 'an expiry moved later', 'from ' || o.expires || ' to ' || r.expires, l.number,
	       coalesce((SELECT min(d.number) FROM deviation d WHERE d.lot = r.lot AND d.action >= a.id), a.reason), a.person, a.id,
	       CASE WHEN EXISTS (SELECT 1 FROM signature v WHERE v.action = a.id AND v.person <> a.person)
	              OR EXISTS (SELECT 1 FROM signature v WHERE v.seal >= a.id AND v.action <= :then AND v.person <> a.person)
	              OR EXISTS (SELECT 1 FROM deviation d JOIN deviation_status n ON n.deviation = d.id AND n.status = 'closed' AND n.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = n.action) <= :at
	                          WHERE d.lot = r.lot AND d.action >= a.id)
	            THEN 'explained' ELSE 'open' END, 14, r.id
	  FROM lot_revision r
	  JOIN action a ON a.id = r.action
	  JOIN lot_revision o ON o.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = r.lot AND x.id < r.id)
	  JOIN lot l ON l.id = r.lot
	 WHERE r.expires_at > o.expires_at AND a.verb = 'lot correct' AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	UNION ALL
	SELECT a.entered, 'checked again by one hand', c.what || ': not passed, then passed', l.number, a.reason, a.person, a.id,
	       CASE WHEN a.reason IS NULL THEN 'open' ELSE 'explained' END, 11, c.id
	  FROM batch_check w
	 CROSS JOIN batch_check c
	  JOIN action o ON o.id = w.action
	  JOIN action a ON a.id = c.action
	  JOIN batch b ON b.id = c.batch
	  JOIN lot l ON l.id = b.lot
	 WHERE w.passed = 0 AND c.id = (SELECT min(x.id) FROM batch_check x WHERE x.batch = w.batch AND lower(x.what) = lower(w.what) AND x.id > w.id)
	   AND c.passed = 1 AND coalesce(c.person, a.person) = coalesce(w.person, o.person)
	   AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	UNION ALL
	SELECT a.entered, 'the record itself', a.verb, CAST(NULL AS TEXT), a.reason, a.person, a.id,
	       CASE WHEN a.reason IS NULL THEN 'open' ELSE 'explained' END, 9, a.id
	  FROM action a
	 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	   AND a.verb IN ('store clock', 'journal resume', 'store restore')
	   AND NOT EXISTS (SELECT 1 FROM export e WHERE e.kind = 'trial' AND e.action = a.id)
)
-- sheet: Exceptions
-- section: exceptions
--| title Acts against a rule
--| at      instant When
--| kind    text    Against
--| what    text    What [width=50]
--| of_what text    Of [hide=narrow, link=any]
--| why     text    Explained by [width=50]
--| who     text    By
--| act     count   Act [hide=table]
--| state   text    State [flag=open:red,flag=explained:green]
--| reversed text   Since [flag=reversed:grey]
WITH {EXCEPTIONS}
SELECT x.at AS at, x.kind AS kind, x.what AS what, x.of_what AS of_what, x.why AS why, w.code || t.typed AS who, x.act AS act, x.state AS state,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = x.act AND u.action <= :head) THEN 'reversed' END AS reversed
  FROM against x
  LEFT JOIN person w ON w.id = x.person
  LEFT JOIN act_by t ON t.action = x.act
 ORDER BY x.at, x.rank, x.id;
-- sheet: Exceptions by kind
-- section: exception_kinds
--| title By kind
--| kind      text  Against
--| times     count Acts [total]
--| explained count Explained [total]
--| open_now  count Open [total]
WITH {EXCEPTIONS}
SELECT x.kind AS kind, count(*) AS times, CAST(SUM(CASE x.state WHEN 'explained' THEN 1 ELSE 0 END) AS BIGINT) AS explained,
       CAST(SUM(CASE x.state WHEN 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open_now
  FROM against x
 GROUP BY x.kind
 ORDER BY min(x.rank), x.kind;
-- sheet: Single-handed
-- section: chair
--| title Mixed at the chair
--| at      instant When
--| batch   text    Batch
--| recipe  text    Recipe
--| made_up amount  Made up [hide=narrow]
--| session text    Session
--| patient text    Patient
--| who     text    By
--| signed  text    Signed [flag=no:red]
--| reversed flag   Reversed [flag=reversed:grey]
SELECT b.prepared AS at, l.number AS batch, c.code || '.' || CAST(v.number AS TEXT) AS recipe, b.made_up AS made_up, b.unit AS unit,
       s.number AS session, p.code AS patient, w.code AS who,
       CASE WHEN EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :then)
            THEN 'yes' ELSE 'no' END AS signed,
       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM batch b
  JOIN lot l ON l.id = b.lot
  JOIN person w ON w.id = b.maker
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe c ON c.id = v.recipe
  LEFT JOIN session s ON s.id = (SELECT min(y.session) FROM syringe y WHERE y.lot = b.lot AND y.action <= :head)
  LEFT JOIN patient p ON p.id = s.patient
 WHERE b.action <= :head AND b.chair = 1 AND b.prepared >= :from AND b.prepared < :to AND b.prepared <= :at
 ORDER BY b.prepared, b.id;
-- sheets-of: deviations, Deviations
-- sheets-of: deviations, Deviations looked into
-- sheets-of: overrides, Rules passed
