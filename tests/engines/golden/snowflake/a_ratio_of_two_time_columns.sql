-- kpidsl 937e84aefa7b snowflake, written from its manual and not run on it
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
      WHEN "deals"."CLOSED_AT" < CAST('2026-05-01' AS DATE)
      THEN CASE WHEN "deals"."CLOSED_AT" < CAST('2026-04-01' AS DATE) THEN 0 ELSE 1 END
      ELSE 2
    END AS "n",
    SUM(CASE WHEN (
      "deals"."STAGE" = 'won'
    ) THEN "deals"."AMOUNT" END) AS "m0",
    COUNT(CASE WHEN (
      "deals"."STAGE" = 'won'
    ) THEN 1 END) AS "m1"
  FROM "CRM"."DEALS" AS "deals"
  WHERE
    "deals"."CLOSED_AT" < CAST('2026-06-01' AS DATE)
    AND "deals"."CLOSED_AT" >= CAST('2026-03-01' AS DATE)
  GROUP BY
    1
), "s1" AS (
  SELECT
    CASE
      WHEN "deals"."OPENED_AT" < CAST('2026-04-30 15:00:00+00:00' AS TIMESTAMPTZ)
      THEN CASE
        WHEN "deals"."OPENED_AT" < CAST('2026-03-31 15:00:00+00:00' AS TIMESTAMPTZ)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    COUNT(*) AS "m2"
  FROM "CRM"."DEALS" AS "deals"
  WHERE
    "deals"."OPENED_AT" < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMPTZ)
    AND "deals"."OPENED_AT" >= CAST('2026-02-28 15:00:00+00:00' AS TIMESTAMPTZ)
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
  CAST(COALESCE("cells"."m1", 0) AS DOUBLE) / NULLIF(COALESCE("cells"."m2", 0), 0) AS "win_rate"
FROM "cells"
ORDER BY
  "cells"."n"
