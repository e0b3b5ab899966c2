-- kpidsl 937e84aefa7b datafusion
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
      WHEN "deals"."closed_at" < CAST('2026-05-01' AS DATE)
      THEN CASE WHEN "deals"."closed_at" < CAST('2026-04-01' AS DATE) THEN 0 ELSE 1 END
      ELSE 2
    END AS "n",
    SUM("deals"."amount") FILTER(WHERE
      (
        "deals"."stage" = 'won'
      )) AS "m0",
    COUNT(*) FILTER(WHERE
      (
        "deals"."stage" = 'won'
      )) AS "m1"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."closed_at" < CAST('2026-06-01' AS DATE)
    AND "deals"."closed_at" >= CAST('2026-03-01' AS DATE)
  GROUP BY
    1
), "s1" AS (
  SELECT
    CASE
      WHEN "deals"."opened_at" < ARROW_CAST('2026-04-30 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
      THEN CASE
        WHEN "deals"."opened_at" < ARROW_CAST('2026-03-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    COUNT(*) AS "m2"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."opened_at" < ARROW_CAST('2026-05-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
    AND "deals"."opened_at" >= ARROW_CAST('2026-02-28 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
  GROUP BY
    1
), "cells" AS (
  SELECT
    "n",
    MAX("m0") AS "m0",
    MAX("m1") AS "m1",
    MAX("m2") AS "m2"
  FROM (
    SELECT
      "n",
      "m0",
      "m1",
      NULL AS "m2"
    FROM "s0"
    UNION ALL
    SELECT
      "n",
      NULL AS "m0",
      NULL AS "m1",
      "m2"
    FROM "s1"
    UNION ALL
    SELECT
      "periods"."n",
      NULL AS "m0",
      NULL AS "m1",
      NULL AS "m2"
    FROM "periods"
  ) AS "stacked"
  GROUP BY
    "n"
)
SELECT
  "periods"."period",
  COALESCE("cells"."m0", 0) AS "revenue",
  CAST(COALESCE("cells"."m1", 0) AS DOUBLE PRECISION) / NULLIF(COALESCE("cells"."m2", 0), 0) AS "win_rate"
FROM "cells"
JOIN "periods"
  ON "periods"."n" = "cells"."n"
ORDER BY
  "cells"."n"
