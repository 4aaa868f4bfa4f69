-- report: Stock counts
-- asks: In a period, what was counted, what was expected, how far were they apart, who counted and who watched?
-- note: The sums of Posted are those of the column By count of the report of reconciliation: an entry made later for a time before a count posts the difference that keeps the count true.
-- note: A count that was taken back stands and says so, and so does what it posted.
-- period
-- takes: product Only this product
-- takes: place Only at this place
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- exists: place
SELECT p.id FROM place p WHERE lower(p.code) = lower(:place) AND p.action <= :head;
-- sheet: Counts
-- section: counts
--| title Counts
--| sign Counted by, Witnessed by
--| at        instant Counted
--| product   text    Product
--| lot       text    Lot [key]
--| maker     text    Maker's lot [hide=narrow]
--| place     text    Place
--| expected  amount  Expected
--| counted   amount  Found
--| variance  amount  Variance [formula=counted-expected, total=product]
--| off       text    Off [flag=too little:red,flag=too much:amber]
--| blind     flag    Blind [hide=narrow]
--| who       text    By [hide=narrow]
--| witness   text    Witness [hide=narrow]
--| signed    text    Signed by [hide=narrow]
--| why       text    Why [width=40]
--| deviation text    Deviation
--| state     text    State [flag=reversed:grey,flag=not signed:amber]
SELECT t.at AS at, p.code AS product, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot, r.maker_number AS maker,
       s.code AS place, t.expected AS expected, t.counted AS counted, p.unit AS unit,
       CASE WHEN t.counted < t.expected THEN 'too little' WHEN t.counted > t.expected THEN 'too much' END AS off,
       t.blind AS blind, w.code AS who, v.code AS witness, z.code AS signed, a.reason AS why,
       (SELECT min(d.number) FROM deviation d WHERE d.action = t.action AND d.lot = t.lot) AS deviation,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = t.action AND u.action <= :head) THEN 'reversed'
            WHEN z.id IS NULL THEN 'not signed' END AS state
  FROM tally t
  JOIN action a ON a.id = t.action
  JOIN lot l ON l.id = t.lot
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN product p ON p.id = l.product
  JOIN place s ON s.id = t.place
  LEFT JOIN container c ON c.id = t.container
  LEFT JOIN act_by w ON w.action = a.id
  LEFT JOIN signature g ON g.id = (SELECT max(x.id) FROM signature x WHERE x.tally = t.id AND x.meaning = 'witnessed' AND x.action <= :then)
  LEFT JOIN person v ON v.id = g.person
  LEFT JOIN signature h ON h.id = (SELECT max(x.id) FROM signature x WHERE x.tally = t.id AND x.meaning = 'counted' AND x.action <= :then)
  LEFT JOIN person z ON z.id = h.person
 WHERE t.action <= :head AND t.at >= :from AND t.at < :to AND t.at <= :at
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:place AS TEXT) IS NULL OR lower(s.code) = lower(CAST(:place AS TEXT)))
 ORDER BY t.at, t.id;
-- sheet: Counts posted
-- section: posted
--| title What the counts posted
--| at      instant When
--| product text    Product
--| lot     text    Lot
--| place   text    Place
--| amount  amount  Posted [total=product]
--| counted instant Count of [hide=narrow]
--| act     count   Act
--| who     text    By
--| state   text    State [flag=reversed:grey,flag=takes back:grey]
SELECT m.at AS at, p.code AS product, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot,
       CASE WHEN s.kind = 'stock' THEN s.code ELSE t.code END AS place,
       m.amount * ((CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END)) AS amount,
       p.unit AS unit, y.at AS counted, m.action AS act, w.code AS who,
       CASE WHEN m.reverses IS NOT NULL THEN 'takes back'
            WHEN EXISTS (SELECT 1 FROM move x WHERE x.reverses = m.id AND x.action <= :head) THEN 'reversed' END AS state
  FROM move m
  JOIN place s ON s.id = m.source
  JOIN place t ON t.id = m.target
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
  JOIN action a ON a.id = m.action
  LEFT JOIN move o ON o.id = m.reverses
  LEFT JOIN tally y ON y.id = coalesce(o.tally, m.tally)
  LEFT JOIN container c ON c.id = coalesce(m.source_container, m.target_container)
  LEFT JOIN act_by w ON w.action = a.id
 WHERE m.at >= :from AND m.at < :to AND m.at <= :at AND m.action <= :head AND coalesce(o.kind, m.kind) = 'count'
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:place AS TEXT) IS NULL OR lower(s.code) = lower(CAST(:place AS TEXT)) OR lower(t.code) = lower(CAST(:place AS TEXT)))
 ORDER BY m.at, m.id;
