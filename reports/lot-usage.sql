-- report: Lot usage
-- asks: In a period, which lot was used when, in which batch or session, by whom, for whom, and how much?
-- note: Only what stands: neither a batch, session or line that was reversed or replaced nor what undid it is shown; what came in the place of another says corrected.
-- period
-- takes: lot Only lots of this number, ours or the maker's
-- takes: product Only this product
-- exists: lot
SELECT l.id FROM lot l WHERE l.number = upper(:lot) AND l.action <= :head
 UNION SELECT r.lot FROM lot_revision r WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(:lot) AND r.action <= :head;
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- sheet: Given to patients
-- section: sessions
--| at           instant When
--| session      text    Session
--| patient      text    Patient
--| practitioner text    Given by
--| product      text    Product
--| lot          text    Lot
--| maker        text    Maker's lot [hide=narrow]
--| expires      day     Expires [hide=narrow]
--| given        amount  Given [total=product]
--| wasted       amount  Wasted [total=product]
--| late         flag    After expiry [flag=after expiry:red]
--| unsigned     flag    Not signed [flag=not signed:amber]
--| changed      flag    Corrected [hide=narrow, flag=corrected:amber]
SELECT s.at AS at, s.number AS session, pt.code AS patient, w.code || k.typed AS practitioner, p.code AS product,
       l.number AS lot, r.maker_number AS maker, r.expires AS expires, y.given AS given, y.wasted AS wasted, y.unit AS unit,
       CASE WHEN r.expires_at <= s.at THEN 1 ELSE 0 END AS late,
       CASE WHEN EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :then)
            THEN 0 ELSE 1 END AS unsigned,
       CASE WHEN s.replaces IS NULL THEN 0 ELSE 1 END AS changed
  FROM session s
  CROSS JOIN syringe y
  JOIN lot l ON l.id = y.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN patient pt ON pt.id = s.patient
  LEFT JOIN person w ON w.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
 WHERE y.session = s.id AND s.action <= :head AND s.at >= :from AND s.at < :to
   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:lot AS TEXT) IS NULL OR lower(l.number) = lower(CAST(:lot AS TEXT))
        OR lower(r.maker_number) = lower(CAST(:lot AS TEXT)))
 ORDER BY s.at, s.id, y.id;
-- sheet: Used in batches
-- section: batches
--| at       instant Prepared
--| batch    text    Batch
--| recipe   text    Recipe [hide=narrow]
--| version  count   Version [hide=narrow]
--| maker    text    Made by
--| product  text    Product
--| lot      text    Lot
--| makers   text    Maker's lot [hide=narrow]
--| expires  day     Expires [hide=narrow]
--| used     amount  Used [total=product]
--| late     flag    After expiry [flag=after expiry:red]
--| changed  flag    Corrected [flag=corrected:amber]
SELECT b.prepared AS at, bl.number AS batch, rc.code AS recipe, v.number AS version, w.code || k.typed AS maker, p.code AS product,
       l.number AS lot, r.maker_number AS makers, r.expires AS expires, n.used AS used, n.unit AS unit,
       CASE WHEN r.expires_at <= b.prepared THEN 1 ELSE 0 END AS late, CASE WHEN n.replaces IS NULL THEN 0 ELSE 1 END AS changed
  FROM batch b
  JOIN lot bl ON bl.id = b.lot
  JOIN batch_line n ON n.batch = b.id
  JOIN lot l ON l.id = n.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN person w ON w.id = b.maker
  LEFT JOIN act_by k ON k.action = b.action
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe rc ON rc.id = v.recipe
 WHERE b.action <= :head AND n.action <= :head AND b.prepared >= :from AND b.prepared < :to
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
   AND NOT EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = b.action AND u.action <= :head)
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:lot AS TEXT) IS NULL OR lower(l.number) = lower(CAST(:lot AS TEXT))
        OR lower(r.maker_number) = lower(CAST(:lot AS TEXT)))
 ORDER BY b.prepared, b.id, n.position, n.id;
