-- report: Signatures
-- asks: In a period, who signed what, with which meaning, bound to which content, and does each still hold?
-- note: A signature is bound to the SHA-256 of what was signed. Changed since: what it is on was corrected, replaced or reversed after it, so that it no longer says what it said.
-- note: Name and licence are those on record when it was signed.
-- period
-- takes: person Only of this person
-- exists: person
SELECT w.id FROM person w WHERE lower(w.code) = lower(:person) AND w.action <= :head;
-- part: SIGNED
signed AS (
	SELECT g.id, a.entered, a.event, g.action, g.person, g.meaning, g.lot, g.batch, g.version, g.session, g.rule, g.deviation, g.tally,
	       g.recall, g.seal, g.content, w.code
	  FROM action a
	 CROSS JOIN signature g
	  JOIN person w ON w.id = g.person
	 WHERE g.action = a.id AND a.id <= :head AND a.entered >= :from AND a.entered < :to AND a.entered <= :at
	   AND (CAST(:person AS TEXT) IS NULL OR lower(w.code) = lower(CAST(:person AS TEXT)))
)
-- sheet: Signatures
-- section: signatures
--| title Signatures
--| at      instant When
--| meaning text    Meaning
--| who     text    By
--| name    text    Name [hide=narrow]
--| licence text    Licence [hide=narrow]
--| ends    day     Licence ends [hide=table]
--| unlicensed flag Licence run out [flag=licence run out:red]
--| kind    text    Of a
--| of_what text    Which [link=any]
--| content hash    SHA-256 of what was signed [hide=narrow]
--| act     count   Act [hide=table]
--| changed flag    Changed since [flag=changed since:red]
WITH {SIGNED}
SELECT s.entered AS at, s.meaning AS meaning, s.code AS who, p.name AS name, p.licence AS licence, p.licence_expires AS ends,
       CASE WHEN p.licence_expires < local_day(s.entered, :zone) THEN 1 ELSE 0 END AS unlicensed,
       CASE WHEN s.batch IS NOT NULL THEN 'batch' WHEN s.session IS NOT NULL THEN 'session' WHEN s.version IS NOT NULL THEN 'recipe'
            WHEN s.rule IS NOT NULL THEN 'rule' WHEN s.deviation IS NOT NULL THEN 'deviation' WHEN s.tally IS NOT NULL THEN 'count'
            WHEN s.recall IS NOT NULL THEN 'recall' WHEN s.lot IS NOT NULL THEN 'lot' WHEN s.seal IS NOT NULL THEN 'journal' END AS kind,
       coalesce(bl.number, e.number, rc.code || '.' || CAST(v.number AS TEXT), u.code, d.number, tl.number, k.number, l.number, 'up to act ' || CAST(s.seal AS TEXT)) AS of_what,
       s.content AS content, s.action AS act,
       CASE WHEN EXISTS (SELECT 1 FROM batch_line n WHERE n.batch = s.batch AND n.replaces IS NOT NULL AND n.action > s.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch_measure n WHERE n.batch = s.batch AND n.action > s.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM composition n WHERE n.lot = coalesce(s.lot, b.lot) AND n.action > s.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM lot_revision n WHERE n.lot = s.lot AND n.action > s.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM reversal n WHERE n.reverses = coalesce(b.action, e.action, t.action, l.action) AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM session n WHERE n.replaces = s.session AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM syringe y JOIN batch o ON o.lot = y.lot JOIN batch_line n ON n.batch = o.id AND n.replaces IS NOT NULL
                          WHERE y.session = s.session AND n.action > s.action AND n.action <= :head)
            THEN 1 ELSE 0 END AS changed
  FROM signed s
  LEFT JOIN person_revision p ON p.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = s.person AND x.action <= s.action)
  LEFT JOIN lot l ON l.id = s.lot
  LEFT JOIN batch b ON b.id = s.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN version v ON v.id = s.version
  LEFT JOIN recipe rc ON rc.id = v.recipe
  LEFT JOIN session e ON e.id = s.session
  LEFT JOIN rule_revision q ON q.id = s.rule
  LEFT JOIN rule u ON u.id = q.rule
  LEFT JOIN deviation d ON d.id = s.deviation
  LEFT JOIN tally t ON t.id = s.tally
  LEFT JOIN lot tl ON tl.id = t.lot
  LEFT JOIN recall k ON k.id = s.recall
 ORDER BY s.entered, s.id;
-- sheet: Signers
-- section: signers
--| title By person and meaning
--| who     text    Person
--| meaning text    Meaning
--| times   count   Signatures [total]
--| first   instant First
--| last    instant Last
WITH {SIGNED}
SELECT s.code AS who, s.meaning AS meaning, count(*) AS times, min(s.entered) AS first, max(s.entered) AS last
  FROM signed s
 GROUP BY s.code, s.meaning
 ORDER BY s.code, s.meaning;
