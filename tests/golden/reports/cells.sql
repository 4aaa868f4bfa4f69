-- report: Every kind of cell & <more>
-- asks: Does every kind of cell arrive as what it is?
-- note: Text that looks like a number, a date or a formula stays text.
-- takes: word Any word
-- sheet: Table
-- section: cells
--| lot      text     Lot [key]
--| amount   amount   Amount [total]
--| other    amount   Other [total]
--| both     amount   Both [formula=amount+other, total]
--| same     check    Same [formula=amount=other]
--| lines    count    Lines [total]
--| strength strength Strength
--| packs    packs    Packs
--| part     scaled   Part [total]
--| day      day      Day
--| at       instant  At
--| status   text     Status [flag=recalled:red,flag=released:green]
--| held     flag     Held back [flag=held back:amber]
SELECT '00123' AS lot, 100000 AS amount, 200000 AS other, 'L' AS unit, 1 AS lines,
       20000000 AS strength, 'g' AS strength_unit, 1000000 AS strength_per, 'L' AS strength_per_unit,
       10 AS packs, 5000000 AS packs_each, 1 AS part, 2 AS part_times, 3 AS part_over,
       '2027-04-30' AS day, '2026-01-31T09:30:00Z' AS at, 'released' AS status, 1 AS held
UNION ALL SELECT '1E5', 300000, 300000, 'L', 2, NULL, 'g', 1000000, 'L', 0, 40000000, 5000000, 1, 3, '2027-04', '2026-07-31T22:30:05Z', 'recalled', 0
UNION ALL SELECT '2-3', 999999999999999, 0, 'g', 3, 1500000, 'IU', 1, 'piece', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
UNION ALL SELECT '=1+1', NULL, NULL, NULL, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'released', 0
UNION ALL SELECT '+cmd|'' /C calc''!A0', 1, 1, 'IU', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
UNION ALL SELECT '-2', 1500, 1, 'IU', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
UNION ALL SELECT '@SUM(A1)', 3, 7, 'piece', 6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
UNION ALL SELECT ' &<>"'' Élan 漢字 ' || char(9) || char(10) || '\', 123456789, 1, 'mol', 7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0;
-- sheet: Form and tables
-- section: one
--| form
--| title One of them
--| lot     text    Lot
--| in_all  amount  In all
--| out     amount  Gone
--| left    amount  Left [formula=in_all-out]
--| adds_up check   Adds up [formula=in_all-out=out]
--| at      instant At
--| status  text    Status [flag=recalled:red]
SELECT '00124' AS lot, 5000000 AS in_all, 300000 AS out, 'L' AS unit, '2026-03-29T00:59:59Z' AS at, 'recalled' AS status;
-- section: many
--| title Many
--| n count Number [total]
--| word text Word [link=lot]
--| chart column word n How many
--| sign Counted by, Seen by
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5)
SELECT i AS n, :word AS word FROM n ORDER BY i;
-- section: alike
--| title Totals of what is alike
--| n      count  Number [total=code]
--| code   text   Code
--| amount amount Amount [total=code]
--| exact  ratio  Exactly
--| shown  text   Shown [hide=files]
SELECT 1 AS n, 'HA-20' AS code, 1500 AS amount, 'L' AS unit, 400000000 AS exact, 991 AS exact_over, 'x' AS shown
UNION ALL SELECT 2, 'A*~?"B', 7000000, 'L', 6000000, 1, 'x'
UNION ALL SELECT 3, 'HA-20', 2000000, 'L', NULL, NULL, 'x'
UNION ALL SELECT 4, 'HA-2', 4000000, 'L', 1, 3, 'x'
UNION ALL SELECT 5, 'A*~?"B', 8000000, 'g', 1, 1, 'x'
UNION ALL SELECT 6, 'A*~?"B', 9000000, 'L', 1, 1, 'x'
UNION ALL SELECT 7, 'AxyzB', 9000000, 'L', 1, 1, 'x';
-- section: none
--| title None at all
--| n count Number [total]
SELECT 1 AS n WHERE 1 = 0;
