-- A report of your own: lines that begin with two dashes say what it is, the rest is SQL, which only reads.
-- 'pistor report show ./FILE.sql' answers it here, 'pistor report write ./FILE.sql --to FILE.xlsx' in a workbook;
-- kept in a folder with others it is found by name with --reports FOLDER.
--
-- What it is called, and the question it answers, in a sentence that ends in a question mark.
-- report: Lots of a product
-- asks: Which lots came in during a period, of which product and maker's number, and until when can they be used?
-- What a reader must know; it stands on the cover. Several notes are several lines.
-- note: A lot is shown as it was corrected last.
--
-- With this line it takes --from and --until: :from <= at < :to.
-- period
-- A word the asker may give (product=HA-20), :product in the SQL, NULL where it is not; 'needs:' for one that must be,
-- 'takes: days count ...' for a whole number.
-- takes: product Only this product
-- A SELECT that gives no row where there is no such product: then the answer says so.
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
--
-- A sheet, and on it one or several sections: the columns, and one SELECT.
-- sheet: Lots
-- section: lots
-- A column of the answer, its kind and its heading; options in brackets. Kinds: text, count, amount (atoms; its unit's name is in
-- column unit), day, instant, flag (0 or 1), strength, ratio, hash. Options: total, total=COLUMN, key (what a column of this name says further down leads to its row here), width=N, quiet,
-- flag=WORD:COLOUR, formula=opening+received-used; a check of formula=a+b=c says ok or DIFFERS.
--| received instant Received
--| product  text    Product
--| lot      text    Lot
--| maker    text    Maker's lot
--| expires  day     Expires
--| late     flag    Expired when it came [flag=expired when it came:red]
-- Every SELECT sees the whole record. Keep to what was entered up to the head, action <= :head, and had happened by :at (:end: by then or
-- the end of the period, whichever comes first; signatures: action <= :then), so that
-- the same question gives the same answer later; local_day(INSTANT, :zone) is the day it is in the clinic; and end in an ORDER BY that leaves nothing to chance.
SELECT l.received AS received, p.code AS product, l.number AS lot, r.maker_number AS maker, r.expires AS expires,
       CASE WHEN r.expires_at <= l.received THEN 1 ELSE 0 END AS late
  FROM lot l
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
 WHERE l.action <= :head AND l.received >= :from AND l.received < :to
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
 ORDER BY l.received, l.id;
