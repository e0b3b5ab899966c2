-- kpidsl e4d7582045fc clickhouse
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
      WHEN "deals"."opened_at" < toDateTime64('2026-04-30 15:00:00', 6, 'UTC')
      THEN CASE
        WHEN "deals"."opened_at" < toDateTime64('2026-03-31 15:00:00', 6, 'UTC')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    "deals__leads"."channel" AS "d0",
    CASE WHEN (
      "deals"."employees" >= 1000
    ) THEN 'large' ELSE 'small' END AS "d1",
    toInt64(COUNT(*)) AS "m0"
  FROM "crm"."deals" AS "deals"
  LEFT JOIN "crm"."leads" AS "deals__leads"
    ON "deals"."lead_id" = "deals__leads"."lead_id"
  WHERE
    (
      "deals"."opened_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
      AND "deals"."opened_at" >= toDateTime64('2026-02-28 15:00:00', 6, 'UTC')
    )
    AND (
      "deals__leads"."channel" <> 'web'
    )
  GROUP BY
    1,
    2,
    3
), "cells" AS (
  SELECT
    "n" AS "n",
    "d0" AS "d0",
    "d1" AS "d1",
    MAX("m0") AS "m0"
  FROM (
    SELECT
      "n" AS "n",
      "d0" AS "d0",
      "d1" AS "d1",
      "m0" AS "m0"
    FROM "s0"
    UNION ALL
    SELECT
      "periods"."n" AS "n",
      "seen"."d0" AS "d0",
      "seen"."d1" AS "d1",
      NULL AS "m0"
    FROM "periods"
    CROSS JOIN (
      SELECT DISTINCT
        "d0" AS "d0",
        "d1" AS "d1"
      FROM "s0"
    ) AS "seen"
  ) AS "stacked"
  GROUP BY
    "n",
    "d0",
    "d1"
)
SELECT
  "periods"."period" AS "period",
  "cells"."d0" AS "channel",
  "cells"."d1" AS "size",
  COALESCE("cells"."m0", 0) AS "deals_opened"
FROM "cells"
JOIN "periods"
  ON "periods"."n" = "cells"."n"
ORDER BY
  "cells"."n",
  "cells"."d0",
  "cells"."d1"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
