-- kpidsl 937e84aefa7b redshift, written from its manual and not run on it
-- deals by closed_at: date; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
  SELECT
    0 AS "n",
    '2026-03' AS "period"
  UNION ALL
  SELECT
    1 AS "n",
    '2026-04' AS "period"
  UNION ALL
  SELECT
    2 AS "n",
    '2026-05' AS "period"
), "s0" AS (
  SELECT
    CASE
      WHEN "deals"."closed_at" < CAST('2026-05-01' AS DATE)
      THEN CASE WHEN "deals"."closed_at" < CAST('2026-04-01' AS DATE) THEN 0 ELSE 1 END
      ELSE 2
    END AS "n",
    SUM(
      CASE
        WHEN (
          (
            CAST("deals"."stage" AS VARCHAR(MAX)) || CHR(1)
          ) = (
            CAST('won' AS VARCHAR(MAX)) || CHR(1)
          )
        )
        THEN "deals"."amount"
      END
    ) AS "m0",
    COUNT(
      CASE
        WHEN (
          (
            CAST("deals"."stage" AS VARCHAR(MAX)) || CHR(1)
          ) = (
            CAST('won' AS VARCHAR(MAX)) || CHR(1)
          )
        )
        THEN 1
      END
    ) AS "m1"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."closed_at" < CAST('2026-06-01' AS DATE)
    AND "deals"."closed_at" >= CAST('2026-03-01' AS DATE)
  GROUP BY
    1
), "s1" AS (
  SELECT
    CASE
      WHEN "deals"."opened_at" < CAST('2026-04-30 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
      THEN CASE
        WHEN "deals"."opened_at" < CAST('2026-03-31 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    COUNT(*) AS "m2"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."opened_at" < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
    AND "deals"."opened_at" >= CAST('2026-02-28 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
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
  CAST(COALESCE("cells"."m1", 0) AS DOUBLE PRECISION) / NULLIF(COALESCE("cells"."m2", 0), 0) AS "win_rate"
FROM "cells"
ORDER BY
  "cells"."n"
