-- kpidsl 937e84aefa7b sqlite
-- deals by closed_at: date; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
  SELECT
    *
  FROM (VALUES
    (0, '2026-03'),
    (1, '2026-04'),
    (2, '2026-05')) AS "v"
), "s0" AS (
  SELECT
    CASE
      WHEN DATE("deals"."closed_at") < '2026-04-01'
      THEN 0
      WHEN DATE("deals"."closed_at") < '2026-05-01'
      THEN 1
      ELSE 2
    END AS "n",
    SUM("deals"."amount") FILTER(WHERE
      (
        "deals"."stage" COLLATE BINARY = 'won'
      )) AS "m0",
    COUNT(*) FILTER(WHERE
      (
        "deals"."stage" COLLATE BINARY = 'won'
      )) AS "m1"
  FROM "crm"."deals" AS "deals"
  WHERE
    DATE("deals"."closed_at") < '2026-06-01'
    AND DATE("deals"."closed_at") >= '2026-03-01'
  GROUP BY
    1
), "s1" AS (
  SELECT
    CASE
      WHEN DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) < '2026-03-31 15:00:00'
      THEN 0
      WHEN DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) < '2026-04-30 15:00:00'
      THEN 1
      ELSE 2
    END AS "n",
    COUNT(*) AS "m2"
  FROM "crm"."deals" AS "deals"
  WHERE
    DATETIME(
      SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
    ) < '2026-05-31 15:00:00'
    AND DATETIME(
      SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
    ) >= '2026-02-28 15:00:00'
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n",
    "periods"."period",
    "s0"."m0",
    "s0"."m1",
    "s1"."m2"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
  LEFT JOIN "s1"
    ON "s1"."n" = "periods"."n"
)
SELECT
  "cells"."period",
  COALESCE("cells"."m0", 0) AS "revenue",
  CAST(COALESCE("cells"."m1", 0) AS REAL) / NULLIF(COALESCE("cells"."m2", 0), 0) AS "win_rate"
FROM "cells"
ORDER BY
  "cells"."n"
