-- kpidsl 937e84aefa7b clickhouse
-- deals by closed_at: date; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH "periods" AS (
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
      WHEN "deals"."closed_at" < toDate32('2026-05-01')
      THEN CASE WHEN "deals"."closed_at" < toDate32('2026-04-01') THEN 0 ELSE 1 END
      ELSE 2
    END AS "n",
    SUM(CASE WHEN (
      "deals"."stage" = 'won'
    ) THEN "deals"."amount" END) AS "m0",
    toInt64(COUNT(CASE WHEN (
      "deals"."stage" = 'won'
    ) THEN 1 END)) AS "m1"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."closed_at" < toDate32('2026-06-01')
    AND "deals"."closed_at" >= toDate32('2026-03-01')
  GROUP BY
    1
), "s1" AS (
  SELECT
    CASE
      WHEN "deals"."opened_at" < toDateTime64('2026-04-30 15:00:00', 6, 'UTC')
      THEN CASE
        WHEN "deals"."opened_at" < toDateTime64('2026-03-31 15:00:00', 6, 'UTC')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    toInt64(COUNT(*)) AS "m2"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."opened_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
    AND "deals"."opened_at" >= toDateTime64('2026-02-28 15:00:00', 6, 'UTC')
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n" AS "n",
    "periods"."period" AS "period",
    "s0"."m0" AS "m0",
    "s0"."m1" AS "m1",
    "s1"."m2" AS "m2"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
  LEFT JOIN "s1"
    ON "s1"."n" = "periods"."n"
)
SELECT
  "cells"."period" AS "period",
  COALESCE("cells"."m0", 0) AS "revenue",
  CAST(COALESCE("cells"."m1", 0) AS Nullable(Float64)) / nullIf(COALESCE("cells"."m2", 0), 0) AS "win_rate"
FROM "cells"
ORDER BY
  "cells"."n"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
