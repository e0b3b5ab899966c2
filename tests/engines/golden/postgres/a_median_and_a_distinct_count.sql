-- kpidsl 10af965154fa postgres
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
      WHEN "deals"."opened_at" < CAST('2026-04-30 15:00:00+00:00' AS TIMESTAMPTZ)
      THEN CASE
        WHEN "deals"."opened_at" < CAST('2026-03-31 15:00:00+00:00' AS TIMESTAMPTZ)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
      CAST("deals"."amount" AS DOUBLE PRECISION)) FILTER(WHERE
      (
        "deals"."stage" LIKE 'w%' ESCAPE '\'
      )) AS "m0",
    COUNT(DISTINCT "deals"."lead_id") AS "m1"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."opened_at" < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMPTZ)
    AND "deals"."opened_at" >= CAST('2026-02-28 15:00:00+00:00' AS TIMESTAMPTZ)
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n",
    "periods"."period",
    "s0"."m0",
    "s0"."m1"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
)
SELECT
  "cells"."period",
  "cells"."m0" AS "typical_deal",
  COALESCE("cells"."m1", 0) AS "buyers"
FROM "cells"
ORDER BY
  "cells"."n"
