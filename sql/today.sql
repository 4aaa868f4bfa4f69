-- What needs a person now. What is on the shelves is read by the index of what is; :now is the instant of the asker.

-- name: TODAY_ALERTS
-- Of few rules; what stands of each is asked last.
{RULE_COLUMNS}
  FROM rule_revision r
 CROSS JOIN rule u
{RULE_JOINS}
 WHERE r.kind = 'alert' AND r.condition = :condition AND u.id = r.rule AND r.id = {RULE_STANDING}
 ORDER BY r.span, u.code, u.id;

-- name: TODAY_CONTAINERS
-- Opened ones that end before an instant, those that have ended first.
--| title     Opened, and ending
--| container text    Container
--| product   text    Product
--| place     text    Lies in
--| amount    amount  Left
--| until     instant Until
--| state     text    State [flag=ended:red]
SELECT l.number || '/' || CAST(c.ordinal AS TEXT) AS container, p.code AS product, w.code AS place, f.amount, p.unit,
       c.until, CASE WHEN c.until <= :now THEN 'ended' END AS state
  FROM shelf f
  CROSS JOIN container_now c
  CROSS JOIN lot l
  CROSS JOIN product p
  CROSS JOIN place w
 WHERE f.amount > 0 AND f.container > 0 AND c.id = f.container AND c.until < :until
   AND l.id = f.lot AND p.id = f.product AND w.id = f.place
 ORDER BY c.until, l.number, c.ordinal, f.place;

-- part: CHECK_FAILED
EXISTS (SELECT 1 FROM batch_check c
         WHERE c.batch = b.id AND c.passed = 0
           AND c.id = (SELECT max(id) FROM batch_check WHERE batch = c.batch AND lower(what) = lower(c.what)))

-- name: TODAY_BATCHES
-- Batches with something left whose beyond-use date comes before an instant.
--| title   Batches that end
--| batch   text    Batch
--| recipe  text    Recipe
--| amount  amount  Left
--| until   instant Until
--| state   text    State [flag=ended:red]
SELECT l.number AS batch, p.code AS recipe, t.amount, p.unit, r.expires_at AS until,
       CASE WHEN r.expires_at <= :now THEN 'ended'
            WHEN {CHECK_FAILED} THEN 'failed a check'
            WHEN s.status <> 'released' THEN s.status END AS state
  FROM (SELECT f.product, f.lot, CAST(sum(f.amount) AS BIGINT) AS amount FROM shelf f WHERE f.amount > 0
         GROUP BY f.product, f.lot) t
  CROSS JOIN batch b
  CROSS JOIN lot l
  CROSS JOIN lot_revision r
  CROSS JOIN lot_status s
  CROSS JOIN product p
 WHERE b.lot = t.lot AND l.id = t.lot AND p.id = t.product
   AND r.id = (SELECT max(id) FROM lot_revision WHERE lot = t.lot) AND r.expires_at < :until
   AND s.id = (SELECT id FROM lot_status WHERE lot = t.lot ORDER BY at DESC, id DESC LIMIT 1)
 ORDER BY r.expires_at, l.number;

-- name: TODAY_EXPIRING
SELECT l.number AS lot, p.code AS product, r.expires, r.expires_at, t.amount, p.unit
  FROM (SELECT f.product, f.lot, CAST(sum(f.amount) AS BIGINT) AS amount FROM shelf f WHERE f.amount > 0
         GROUP BY f.product, f.lot) t
  CROSS JOIN lot l
  CROSS JOIN lot_revision r
  CROSS JOIN product p
 WHERE l.id = t.lot AND p.id = t.product
   AND r.id = (SELECT max(id) FROM lot_revision WHERE lot = t.lot) AND r.expires_at > :from AND r.expires_at <= :to
   AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = t.lot)
 ORDER BY r.expires_at, l.number;

-- The newest word on each lot that is on the shelves.
-- part: STOPPED
SELECT l.number AS lot, p.code AS product, t.amount, p.unit, s.status, s.at AS since, s.reason
  FROM (SELECT f.product, f.lot, CAST(sum(f.amount) AS BIGINT) AS amount FROM shelf f WHERE f.amount > 0
         GROUP BY f.product, f.lot) t
  CROSS JOIN lot_status s
  CROSS JOIN lot l
  CROSS JOIN product p
 WHERE s.id = (SELECT x.id FROM lot_status x WHERE x.lot = t.lot ORDER BY x.at DESC, x.id DESC LIMIT 1)
   AND l.id = t.lot AND p.id = t.product

-- part: CALLED_BACK
EXISTS (SELECT 1 FROM recall_step k CROSS JOIN recall r
         WHERE k.lot IS NOT NULL AND k.lot = s.lot AND k.kind = 'lot' AND r.id = k.recall AND r.drill = 0
           AND NOT EXISTS (SELECT 1 FROM recall_step c WHERE c.recall = r.id AND c.kind = 'closed'))

-- name: TODAY_QUARANTINE
-- Lots on the shelves that nobody has released, or that are held; batches in quarantine wait for a signature.
--| title    Not released
--| lot      text    Lot
--| product  text    Product
--| amount   amount  On hand
--| status   text    Status [flag=quarantine:amber,flag=held:red]
--| since    instant Since [day]
--| reason   text    Why [hide=narrow]
{STOPPED}
   AND s.status IN ('quarantine', 'held') AND NOT {CALLED_BACK}
   AND (s.status <> 'quarantine' OR NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = t.lot))
 ORDER BY s.at, l.number;

-- name: TODAY_RECALLED
-- What is called back, or held by a recall that is open, and still lies on a shelf.
--| title    Called back, and still here
--| lot      text    Lot
--| product  text    Product
--| amount   amount  On hand
--| status   text    Status [flag=held:red,flag=recalled:red]
--| since    instant Since [day]
--| reason   text    Why [hide=narrow]
{STOPPED}
   AND (s.status = 'recalled' OR (s.status IN ('quarantine', 'held') AND {CALLED_BACK}))
 ORDER BY s.at, l.number;

-- name: TODAY_WAITING
-- Batches in quarantine. Which signature each waits for is asked of those it has: what was amended since is signed again.
SELECT l.number AS batch, p.code AS recipe, t.amount, p.unit, m.code AS maker, b.prepared,
       CASE WHEN {CHECK_FAILED} THEN 1 ELSE 0 END AS failed
  FROM (SELECT f.product, f.lot, CAST(sum(f.amount) AS BIGINT) AS amount FROM shelf f WHERE f.amount > 0
         GROUP BY f.product, f.lot) t
  CROSS JOIN batch b
  CROSS JOIN lot_status s
  CROSS JOIN lot l
  CROSS JOIN product p
  CROSS JOIN person m
 WHERE b.lot = t.lot AND l.id = t.lot AND p.id = t.product AND m.id = b.maker
   AND s.id = (SELECT x.id FROM lot_status x WHERE x.lot = t.lot ORDER BY x.at DESC, x.id DESC LIMIT 1)
   AND s.status = 'quarantine'
 ORDER BY b.prepared, l.number;

-- name: TODAY_DEVIATIONS
-- Not closed yet.
--| title    Open deviations
--| number   text    Deviation
--| at       instant Happened [day]
--| subject  text    Of
--| session  text    Session [hide=narrow]
--| what     text    What a rule said
--| status   text    Status [flag=open:red,flag=assessed:amber]
--| unsigned text    Session is [flag=not signed:amber]
SELECT d.number, coalesce(a.event, a.entered) AS at, coalesce(l.number, b.number) AS subject, s.number AS session, d.what,
       d.status, d.id, {NOT_SIGNED} AS unsigned
  FROM deviation_now d
  JOIN action a ON a.id = d.action
  LEFT JOIN session s ON s.id = d.session
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch t ON t.id = d.batch
  LEFT JOIN lot b ON b.id = t.lot
 WHERE d.status IN ('open', 'assessed')
 ORDER BY d.id;

-- name: TODAY_RECALLS
-- Not closed yet.
--| title   Open recalls
--| number  text    Recall
--| what    text    What [flag=drill:amber,flag=recall:red]
--| code    text    Of
--| opened  instant Opened
SELECT r.number, CASE r.drill WHEN 1 THEN 'drill' ELSE 'recall' END AS what, r.code, coalesce(a.event, a.entered) AS opened
  FROM recall r
  JOIN action a ON a.id = r.action
 WHERE NOT EXISTS (SELECT 1 FROM recall_step c WHERE c.recall = r.id AND c.kind = 'closed')
 ORDER BY r.id;

-- name: TODAY_TEMPERATURE
-- Lots that stood outside of what their rules allow, of which nobody has decided what becomes.
--| title  Stood too warm or too cold
--| event  text    Event
--| place  text    Place
--| lot    text    Lot
--| since  instant From
--| till   instant To
SELECT t.number AS event, s.code AS place, l.number AS lot, t.since, t.till
  FROM temperature t
  CROSS JOIN temperature_lot x
  CROSS JOIN lot l
  JOIN place s ON s.id = t.place
 WHERE x.temperature = t.id AND x.outside = 1 AND l.id = x.lot
   AND NOT EXISTS (SELECT 1 FROM temperature_lot d
                    WHERE d.temperature = t.id AND d.lot = x.lot AND d.decision IS NOT NULL)
 ORDER BY t.id, x.id;

-- name: TODAY_SIGNATURES
-- Sessions given and lots counted, and not signed by who did it.
--| title  Not signed by who did it
--| by     text    By
--| what   text    What
--| number count   Number
--| since  instant The oldest [day]
SELECT p.code AS by, n.what, count(*) AS number, min(n.at) AS since
  FROM (SELECT 'sessions' AS what, s.practitioner AS person, s.at
          FROM unsigned_session u CROSS JOIN session_now s WHERE s.id = u.session
        UNION ALL
        SELECT 'counts', a.person, t.at
          FROM unsigned_tally u CROSS JOIN tally t CROSS JOIN action a
         WHERE t.id = u.tally AND a.id = t.action
           AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)) n
  LEFT JOIN person p ON p.id = n.person
 GROUP BY p.code, n.what
 ORDER BY p.code NULLS LAST, n.what;

-- name: TODAY_STOCK
-- Products of which less may be used than there is to be.
--| title    Low stock
--| product  text   Product
--| name     text   Name
--| amount   amount May be used
--| minimum  amount At least
SELECT p.code AS product, p.name, p.unit, p.minimum, p.usable AS amount
  FROM (SELECT n.id, n.code, n.name, n.unit, n.minimum,
               (SELECT CAST(coalesce(sum(f.amount), 0) AS BIGINT)
                  FROM shelf f
                  CROSS JOIN lot_status s
                  CROSS JOIN lot_revision r
                 WHERE f.product = n.id AND f.amount > 0
                   AND s.id = (SELECT x.id FROM lot_status x WHERE x.lot = f.lot ORDER BY x.at DESC, x.id DESC LIMIT 1)
                   AND s.status = 'released'
                   AND r.id = (SELECT max(id) FROM lot_revision WHERE lot = f.lot)
                   AND (r.expires_at IS NULL OR r.expires_at > :now)
                   AND (f.container = 0 OR EXISTS (SELECT 1 FROM container c WHERE c.id = f.container
                                                      AND (c.until IS NULL OR c.until > :now)))) AS usable
          FROM product_now n
         WHERE n.minimum > 0 AND n.retired = 0) p
 WHERE p.usable < p.minimum
 ORDER BY p.code, p.id;

-- name: TODAY_LICENCES
--| title   Licences that end
--| person  text Person
--| name    text Name
--| licence text Licence
--| expires day  Expires
SELECT p.code AS person, p.name, p.licence, p.licence_expires AS expires
  FROM person_now p
 WHERE p.retired = 0 AND p.licence_expires <= :until
 ORDER BY p.licence_expires, p.code, p.id;

-- name: TODAY_RULES
-- Rules of which a newer version waits for its approval.
--| title   Rules that wait for an approval
--| rule    text  Rule
--| version count Version
--| text    text  What it says
--| entered instant Entered [day]
--| person  text  By
SELECT v.code AS rule, v.version, v.text, a.entered, w.code AS person, v.revision
  FROM rule_version v
  JOIN action a ON a.id = v.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE v.approved = 0 AND v.ours = 1 AND a.verb <> 'store create'
   AND v.revision = (SELECT max(x.id) FROM rule_revision x WHERE x.rule = v.id)
 ORDER BY a.entered, v.code, v.revision;

-- name: TODAY_DEVICES
-- Used since they were cleaned.
--| title  To be cleaned
--| device text    Device
--| used   instant Last used
{DEVICES_NAMED}
SELECT u.device, u.used
  FROM (SELECT k.device,
               (SELECT s.at FROM syringe y CROSS JOIN session_now s
                 WHERE y.device IS NOT NULL AND lower(y.device) = k.device AND s.id = y.session ORDER BY y.id DESC LIMIT 1) AS used,
               (SELECT coalesce(a.event, a.entered) FROM cleaning c CROSS JOIN action a
                 WHERE lower(c.device) = k.device AND a.id = c.action ORDER BY c.id DESC LIMIT 1) AS cleaned
          FROM named k WHERE k.device IS NOT NULL) u
 WHERE u.used IS NOT NULL AND (u.cleaned IS NULL OR u.cleaned < u.used)
 ORDER BY u.device;
