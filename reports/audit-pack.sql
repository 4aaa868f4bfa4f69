-- report: Audit pack
-- asks: In a period, what was done, by whom, under which rules and signatures, and what departed from them?
-- note: Nothing is left out: what was reversed or replaced stays and says so. Stock, reconciliation, lot usage, batch records and formulation histories are reports of their own.
-- note: An act belongs to the period by when it happened, or, on the sheets Acts, Exceptions, Corrections, Signatures, Roles and Copies, by when it was entered.
-- period
-- sheet: Summary
-- section: summary
--| form
--| acts       count   Acts entered
--| exceptions count   Acts recorded although a rule said no
--| late       count   Acts entered later than they happened, with a reason
--| corrected  count   Acts taken back
--| deviations count   Deviations opened
--| batches    count   Batches prepared
--| sessions   count   Sessions held
--| patients   count   Patients treated
--| signatures count   Signatures given
--| copies     count   Copies that left
SELECT (SELECT count(*) FROM action a WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to) AS acts,
       (SELECT count(*) FROM action a WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to
           AND a.exception IS NOT NULL) AS exceptions,
       (SELECT count(*) FROM action a WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to
           AND a.event < a.entered AND a.reason IS NOT NULL) AS late,
       (SELECT count(*) FROM reversal r JOIN action a ON a.id = r.action
         WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to) AS corrected,
       (SELECT count(*) FROM deviation d JOIN action a ON a.id = d.action
         WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to) AS deviations,
       (SELECT count(*) FROM batch b WHERE b.action <= :head AND b.prepared >= :from AND b.prepared < :to) AS batches,
       (SELECT count(*) FROM session s WHERE s.action <= :head AND s.at >= :from AND s.at < :to) AS sessions,
       (SELECT count(DISTINCT s.patient) FROM session s WHERE s.action <= :head AND s.at >= :from AND s.at < :to) AS patients,
       (SELECT count(*) FROM signature g JOIN action a ON a.id = g.action
         WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to) AS signatures,
       (SELECT count(*) FROM export e JOIN action a ON a.id = e.action
         WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to) AS copies;
-- sheet: Batches
-- section: batches
--| at       instant Prepared
--| batch    text    Batch
--| recipe   text    Recipe
--| version  count   Version [hide=narrow]
--| maker    text    Made by [hide=narrow]
--| verifier text    Verified by
--| releaser text    Released by
--| chair    flag    At the chair
--| same     flag    By one person [flag=by one person:amber]
--| target   amount  Asked for [hide=narrow]
--| made_up  amount  Made up [hide=narrow]
--| kept     amount  Kept
--| lost     amount  Lost [formula=made_up-kept, hide=narrow]
--| ends     instant Not to be used from [hide=narrow]
--| status   text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| deviates flag    Deviation [flag=deviation:red]
--| changed  flag    Changed since [flag=changed since:amber]
--| reversed flag    Reversed [flag=reversed:grey]
SELECT b.prepared AS at, l.number AS batch, rc.code AS recipe, v.number AS version, w.code AS maker, vw.code AS verifier,
       rw.code AS releaser, b.chair AS chair,
       CASE WHEN vg.person = b.maker OR (vg.id IS NULL AND rg.person = b.maker) THEN 1 ELSE 0 END AS same,
       b.target AS target, coalesce(bm.made_up, b.made_up) AS made_up, coalesce(bm.kept, b.kept) AS kept, b.unit AS unit, r.expires_at AS ends,
       (SELECT st.status FROM lot_status st WHERE st.lot = l.id AND st.action <= :head
         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status,
       CASE WHEN EXISTS (SELECT 1 FROM deviation d WHERE d.batch = b.id AND d.action <= :head)
              OR EXISTS (SELECT 1 FROM batch_line n JOIN deviation d ON d.lot = n.lot AND d.action = n.action
                          WHERE n.batch = b.id AND d.action <= :head) THEN 1 ELSE 0 END AS deviates,
       CASE WHEN bm.id IS NOT NULL
              OR EXISTS (SELECT 1 FROM batch_line n WHERE n.batch = b.id AND n.replaces IS NOT NULL AND n.action <= :head)
            THEN 1 ELSE 0 END AS changed,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = b.action AND u.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM batch b
  JOIN lot l ON l.id = b.lot
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN person w ON w.id = b.maker
  LEFT JOIN batch_measure bm ON bm.id = (SELECT max(x.id) FROM batch_measure x WHERE x.batch = b.id AND x.action <= :head)
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe rc ON rc.id = v.recipe
  LEFT JOIN signature vg ON vg.id = (SELECT max(x.id) FROM signature x
                                      WHERE x.batch = b.id AND x.meaning = 'verified' AND x.action <= :head)
  LEFT JOIN person vw ON vw.id = vg.person
  LEFT JOIN signature rg ON rg.id = (SELECT max(x.id) FROM signature x
                                      WHERE x.batch = b.id AND x.meaning = 'released' AND x.action <= :head)
  LEFT JOIN person rw ON rw.id = rg.person
 WHERE b.action <= :head AND b.prepared >= :from AND b.prepared < :to
 ORDER BY b.prepared, b.id;
-- sheet: Rules passed
-- section: overrides
--| at      instant Entered
--| rule    text    Rule
--| version count   Version of the rule [hide=narrow]
--| of_what text    Of
--| said    text    What it said [width=60]
--| why     text    Why it was passed
--| who     text    By
--| signed  flag    Signed
SELECT a.entered AS at, r.code AS rule,
       (SELECT count(*) FROM rule_revision x WHERE x.rule = r.id AND x.id <= v.rule_revision) AS version,
       coalesce(s.number, l.number, c.code || '.' || n.number) AS of_what, v.text AS said, v.reason AS why, w.code AS who,
       CASE v.outcome WHEN 'signed' THEN 1 ELSE 0 END AS signed
  FROM verdict v
  JOIN action a ON a.id = v.action
  JOIN rule_revision q ON q.id = v.rule_revision
  JOIN rule r ON r.id = q.rule
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN session s ON s.id = v.session
  LEFT JOIN batch b ON b.id = v.batch
  LEFT JOIN lot l ON l.id = b.lot
  LEFT JOIN version n ON n.id = v.version
  LEFT JOIN recipe c ON c.id = n.recipe
 WHERE v.outcome IN ('overridden', 'signed') AND v.action <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY v.id;
-- sheet: Deviations
-- section: deviations
--| number  text    Deviation
--| at      instant Entered [hide=narrow]
--| who     text    By [hide=narrow]
--| lot     text    Lot
--| session text    Session
--| what    text    What
--| why     text    Why
--| amended flag    Amended [flag=amended:amber]
SELECT d.number AS number, a.entered AS at, w.code AS who, coalesce(l.number, bl.number) AS lot, s.number AS session,
       d.what AS what, coalesce(a.exception, a.reason) AS why,
       CASE WHEN EXISTS (SELECT 1 FROM batch_line u JOIN batch_line n ON n.replaces = u.id
                          WHERE u.lot = d.lot AND (u.action = d.action OR u.batch = d.batch)
                            AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch o JOIN batch_line n ON n.batch = o.id
                          WHERE o.id = d.batch AND o.lot = d.lot AND n.replaces IS NOT NULL
                            AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch o JOIN batch_measure n ON n.batch = o.id
                          WHERE o.id = d.batch AND o.lot = d.lot AND n.action > d.action AND n.action <= :head)
            THEN 1 ELSE 0 END AS amended
  FROM deviation d
  JOIN action a ON a.id = d.action
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch b ON b.id = d.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN session s ON s.id = d.session
 WHERE d.action <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY d.id;
-- sheet: Counts
-- section: counts
--| at       instant Counted [hide=narrow]
--| lot      text    Lot
--| product  text    Product [hide=narrow]
--| place    text    Place
--| expected amount  Expected
--| counted  amount  Found
--| variance amount  Off [formula=counted-expected]
--| blind    flag    Blind
--| who      text    By [hide=narrow]
--| witness  text    Witnessed by
--| why      text    Why
--| deviation text   Deviation [flag=D:red]
--| reversed flag    Reversed [flag=reversed:grey]
SELECT t.at AS at, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot, p.code AS product, s.code AS place,
       t.expected AS expected, t.counted AS counted, p.unit AS unit, t.blind AS blind, w.code AS who, v.code AS witness,
       a.reason AS why, (SELECT min(d.number) FROM deviation d WHERE d.action = t.action AND d.lot = t.lot) AS deviation,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = t.action AND u.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM tally t
  JOIN action a ON a.id = t.action
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
  JOIN place s ON s.id = t.place
  LEFT JOIN container c ON c.id = t.container
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN signature g ON g.id = (SELECT max(x.id) FROM signature x WHERE x.tally = t.id AND x.meaning = 'witnessed' AND x.action <= :head)
  LEFT JOIN person v ON v.id = g.person
 WHERE t.action <= :head AND t.at >= :from AND t.at < :to
 ORDER BY t.at, t.id;
-- sheet: Recalls
-- section: recalls
--| at      instant Opened
--| number  text    Recall
--| what    text    What [flag=drill:amber]
--| code    text    Of
--| class   text    Class [hide=narrow]
--| cause   text    Because
--| who     text    By [hide=narrow]
--| lots    count   Lots touched
--| held    count   Held
--| closed  instant Closed
--| ended   text    Closed with
SELECT coalesce(a.event, a.entered) AS at, r.number AS number, CASE r.drill WHEN 1 THEN 'drill' ELSE 'recall' END AS what,
       r.code AS code, r.class AS class, r.cause AS cause, w.code AS who,
       (SELECT count(*) FROM recall_step x WHERE x.recall = r.id AND x.kind = 'lot' AND x.action <= :head) AS lots,
       (SELECT count(*) FROM recall_step x WHERE x.recall = r.id AND x.kind = 'lot' AND x.held = 1 AND x.action <= :head) AS held,
       c.at AS closed, c.note AS ended
  FROM recall r
  JOIN action a ON a.id = r.action
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN recall_step c ON c.id = (SELECT max(x.id) FROM recall_step x
                                      WHERE x.recall = r.id AND x.kind = 'closed' AND x.action <= :head)
 WHERE r.action <= :head AND coalesce(a.event, a.entered) >= :from AND coalesce(a.event, a.entered) < :to
 ORDER BY r.id;
-- sheet: Temperature
-- section: temperature
--| number  text    Event
--| place   text    Place
--| since   instant From
--| till    instant To [hide=narrow]
--| low     count   Least, hundredths of C [hide=narrow]
--| high    count   Most, hundredths of C [hide=narrow]
--| lot     text    Lot
--| amount  amount  Was there
--| outside flag    Outside [flag=outside:red]
--| verdict text    What its rules say [hide=narrow]
--| decision text   Decided
--| who     text    By
--| why     text    Why
SELECT t.number AS number, s.code AS place, t.since AS since, t.till AS till, t.low AS low, t.high AS high, l.number AS lot,
       x.amount AS amount, p.unit AS unit, x.outside AS outside, x.verdict AS verdict, d.decision AS decision, w.code AS who,
       a.reason AS why
  FROM temperature t
  JOIN place s ON s.id = t.place
  JOIN temperature_lot x ON x.temperature = t.id AND x.decision IS NULL
  JOIN lot l ON l.id = x.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN temperature_lot d ON d.id = (SELECT max(y.id) FROM temperature_lot y
                                          WHERE y.temperature = t.id AND y.lot = x.lot AND y.decision IS NOT NULL AND y.action <= :head)
  LEFT JOIN action a ON a.id = d.action
  LEFT JOIN person w ON w.id = a.person
 WHERE t.action <= :head AND t.till >= :from AND t.since < :to
 ORDER BY t.id, x.id;
-- sheet: Exceptions
-- section: exceptions
--| action    count   Act
--| entered   instant Entered
--| event     instant Happened [hide=narrow]
--| verb      text    What
--| who       text    By
--| typist    text    Typed by [hide=narrow]
--| exception text    Although a rule said no, because
--| reason    text    Reason
SELECT a.id AS action, a.entered AS entered, a.event AS event, a.verb AS verb, w.code AS who, t.code AS typist,
       a.exception AS exception, a.reason AS reason
  FROM action a
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN person t ON t.id = a.typist
 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to
   AND (a.exception IS NOT NULL OR (a.event < a.entered AND a.reason IS NOT NULL))
 ORDER BY a.id;
-- sheet: Corrections
-- section: corrections
--| action   count   Act
--| entered  instant Entered
--| verb     text    What
--| who      text    By
--| reason   text    Reason
--| reversed count   Takes back act
--| undone   text    Which was
--| undone_at instant Entered then [hide=narrow]
--| undone_by text   By then [hide=narrow]
SELECT a.id AS action, a.entered AS entered, a.verb AS verb, w.code AS who, a.reason AS reason,
       o.id AS reversed, o.verb AS undone, o.entered AS undone_at, ow.code AS undone_by
  FROM reversal r
  JOIN action a ON a.id = r.action
  JOIN action o ON o.id = r.reverses
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN person ow ON ow.id = o.person
 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY r.id;
-- sheet: Signatures
-- section: signatures
--| at      instant When
--| meaning text    Meaning
--| who     text    By
--| name    text    Name
--| licence text    Licence [hide=narrow]
--| lot     text    Lot or batch
--| recipe  text    Recipe
--| version count   Version [hide=narrow]
--| session text    Session
--| content hash    SHA-256 of what was signed [hide=narrow]
SELECT a.entered AS at, g.meaning AS meaning, w.code AS who, p.name AS name, p.licence AS licence,
       coalesce(l.number, bl.number) AS lot, rc.code AS recipe, v.number AS version, s.number AS session, g.content AS content
  FROM signature g
  JOIN action a ON a.id = g.action
  JOIN person w ON w.id = g.person
  LEFT JOIN person_revision p ON p.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = w.id AND x.action <= g.action)
  LEFT JOIN lot l ON l.id = g.lot
  LEFT JOIN batch b ON b.id = g.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN version v ON v.id = g.version
  LEFT JOIN recipe rc ON rc.id = v.recipe
  LEFT JOIN session s ON s.id = g.session
 WHERE g.action <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY g.id;
-- sheet: Recipe versions
-- section: versions
--| recipe  text    Recipe
--| version count   Version
--| at      instant Since
--| status  text    Status [flag=approved:green,flag=unsafe:red]
--| who     text    By
--| reason  text    Reason
SELECT rc.code AS recipe, v.number AS version, a.entered AS at, s.status AS status, w.code AS who, s.reason AS reason
  FROM version_status s
  JOIN version v ON v.id = s.version
  JOIN recipe rc ON rc.id = v.recipe
  JOIN action a ON a.id = s.action
  LEFT JOIN person w ON w.id = a.person
 WHERE s.action <= :head AND a.entered < :to
 ORDER BY rc.code, v.number, s.id;
-- sheet: Lot status
-- section: statuses
--| at      instant When
--| product text    Product
--| lot     text    Lot
--| maker   text    Maker's lot [hide=narrow]
--| expires day     Expires [hide=narrow]
--| status  text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| who     text    By
--| reason  text    Reason
SELECT s.at AS at, p.code AS product, l.number AS lot, r.maker_number AS maker, r.expires AS expires, s.status AS status,
       w.code AS who, s.reason AS reason
  FROM lot_status s
  JOIN lot l ON l.id = s.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN action a ON a.id = s.action
  LEFT JOIN person w ON w.id = a.person
 WHERE s.action <= :head AND s.at >= :from AND s.at < :to
 ORDER BY s.at, s.id;
-- sheet: Roles
-- section: roles
--| at     instant When
--| person text    Person
--| role   text    Role
--| held   text    Change [flag=taken:amber,flag=given:green]
--| who    text    By
SELECT a.entered AS at, p.code AS person, r.role AS role, CASE r.held WHEN 1 THEN 'given' ELSE 'taken' END AS held, w.code AS who
  FROM person_role r
  JOIN action a ON a.id = r.action
  JOIN person p ON p.id = r.person
  LEFT JOIN person w ON w.id = a.person
 WHERE r.action <= :head AND a.entered < :to
 ORDER BY r.id;
-- sheet: Rules in force
-- section: rules
--| rule         text  Rule
--| kind         text  Kind [hide=narrow]
--| severity     text  Severity [flag=forbid:red,flag=sign:amber]
--| version      count Version
--| text         text  What it says
--| amount       amount Limit
--| per          amount Per [unit=per_unit]
--| figure       text  Number
--| time         text  Time
--| jurisdiction text  Where [hide=narrow]
--| source       text  Source
--| approver     text  Approved by
--| approved     flag  Approved
SELECT u.code AS rule, r.kind AS kind, r.severity AS severity,
       (SELECT count(*) FROM rule_revision v WHERE v.rule = u.id AND v.id <= r.id) AS version, r.text AS text,
       CASE WHEN r.unit IN ('g', 'L', 'IU', 'U', 'mol', 'piece') THEN r.amount END AS amount,
       CASE WHEN r.unit IN ('g', 'L', 'IU', 'U', 'mol', 'piece') THEN r.unit END AS unit, r.per AS per, r.per_unit AS per_unit,
       CASE WHEN r.unit = 'pH'
            THEN coalesce(CAST(r.least / 100 AS TEXT) || '.' || substr(CAST(100 + r.least % 100 AS TEXT), 2, 2) || ' to ', '')
                 || CAST(r.amount / 100 AS TEXT) || '.' || substr(CAST(100 + r.amount % 100 AS TEXT), 2, 2) || ' pH'
            WHEN r.unit = '%' THEN CAST(r.amount AS TEXT) || ' %'
            WHEN r.unit = 'count' THEN CAST(r.amount AS TEXT) || CASE r.measure WHEN 'age' THEN ' years' ELSE coalesce(' ' || r.measure, '') END END AS figure,
       CASE WHEN r.span = 0 THEN 'at once'
            WHEN r.span % 86400 = 0 AND r.span > 172800 THEN CAST(r.span / 86400 AS TEXT) || ' d'
            WHEN r.span % 3600 = 0 THEN CAST(r.span / 3600 AS TEXT) || ' h'
            ELSE CAST(r.span / 60 AS TEXT) || ' min' END AS time,
       r.jurisdiction AS jurisdiction, r.source AS source,
       (SELECT w.code FROM signature g JOIN person w ON w.id = g.person
         WHERE g.rule = r.id AND g.meaning = 'approved' AND g.action <= :head ORDER BY g.id LIMIT 1) AS approver,
       CASE WHEN r.approved = 1 OR EXISTS (SELECT 1 FROM signature s WHERE s.rule = r.id AND s.meaning = 'approved'
                                              AND s.action <= :head)
            THEN 1 ELSE 0 END AS approved
  FROM rule u
  JOIN rule_revision r
    ON r.id = (SELECT x.id FROM rule_revision x
                WHERE x.rule = u.id AND x.action <= :head
                ORDER BY CASE WHEN x.approved = 1
                                OR EXISTS (SELECT 1 FROM signature s WHERE s.rule = x.id
                                              AND s.meaning = 'approved' AND s.action <= :head)
                              THEN 1 ELSE 0 END DESC, x.id DESC
                LIMIT 1)
 WHERE r.retired = 0
 ORDER BY u.code, u.id;
-- sheet: Copies
-- section: copies
--| at     instant When
--| who    text    By
--| kind   text    Kind
--| name   text    What
--| head   hash    As of head
--| digest hash    SHA-256 of the file [hide=narrow]
SELECT a.entered AS at, w.code AS who, e.kind AS kind, e.name AS name, e.head AS head, e.digest AS digest
  FROM export e
  JOIN action a ON a.id = e.action
  LEFT JOIN person w ON w.id = a.person
 WHERE e.action <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY e.id;
-- sheet: Acts
-- section: acts
--| action  count   Act
--| entered instant Entered
--| event   instant Happened [hide=narrow]
--| verb    text    What
--| who     text    By
--| typist  text    Typed by [hide=narrow]
--| reason  text    Reason
--| program text    Program [hide=narrow]
--| hash    hash    Hash [hide=narrow]
SELECT a.id AS action, a.entered AS entered, a.event AS event, a.verb AS verb, w.code AS who, t.code AS typist,
       a.reason AS reason, a.program AS program, s.hash AS hash
  FROM action a
  JOIN seal s ON s.id = a.id
  LEFT JOIN person w ON w.id = a.person
  LEFT JOIN person t ON t.id = a.typist
 WHERE a.id <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY a.id;
