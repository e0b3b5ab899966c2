-- kpidsl 47bef3666014 clickhouse
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
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
      WHEN "leads"."created_at" < toDateTime64('2026-04-30 15:00:00', 6, 'UTC')
      THEN CASE
        WHEN "leads"."created_at" < toDateTime64('2026-03-31 15:00:00', 6, 'UTC')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    toInt64(COUNT(*)) AS "m0"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
    AND "leads"."created_at" >= toDateTime64('2026-02-28 15:00:00', 6, 'UTC')
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n" AS "n",
    "periods"."period" AS "period",
    "s0"."m0" AS "m0"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
)
SELECT
  "cells"."period" AS "period",
  COALESCE("cells"."m0", 0) AS "leads_made"
FROM "cells"
ORDER BY
  "cells"."n"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
