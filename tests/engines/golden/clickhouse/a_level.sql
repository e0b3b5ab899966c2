-- kpidsl 6c8add69d51a clickhouse
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
), "s0_rows" AS (
  SELECT
    CASE
      WHEN "deals"."opened_at" < toDateTime64('2026-04-30 15:00:00', 6, 'UTC')
      THEN CASE
        WHEN "deals"."opened_at" < toDateTime64('2026-03-31 15:00:00', 6, 'UTC')
        THEN -1
        ELSE 0
      END
      ELSE 1
    END AS "n",
    CASE WHEN (
      "deals"."employees" >= 1000
    ) THEN 'large' ELSE 'small' END AS "d0",
    "deals"."opened_at" AS "t",
    "deals"."amount" AS "v",
    "deals"."lead_id" AS "k"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."opened_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
    AND NOT (
      "deals"."amount" IS NULL
    )
), "s0_last" AS (
  SELECT
    "n" AS "n",
    "d0" AS "d0",
    "k" AS "k",
    "v" AS "v",
    lead(toNullable("n")) OVER (PARTITION BY "d0", "k" ORDER BY "n") AS "next"
  FROM (
    SELECT
      "n" AS "n",
      "d0" AS "d0",
      "k" AS "k",
      SUM("v") AS "v"
    FROM (
      SELECT
        "n" AS "n",
        "d0" AS "d0",
        "k" AS "k",
        "t" AS "t",
        "v" AS "v",
        MAX("t") OVER (PARTITION BY "n", "d0", "k") AS "newest"
      FROM "s0_rows"
    ) AS "r"
    WHERE
      "t" = "newest"
    GROUP BY
      1,
      2,
      3
  ) AS "s"
), "s0_spans" AS (
  SELECT
    0 AS "n",
    -1 AS "b0",
    -1 AS "b1"
  UNION ALL
  SELECT
    1 AS "n",
    0 AS "b0",
    0 AS "b1"
  UNION ALL
  SELECT
    2 AS "n",
    1 AS "b0",
    1 AS "b1"
), "s0_w0" AS (
  SELECT
    "s0_spans"."n" AS "n",
    "s0_last"."d0" AS "d0",
    SUM("s0_last"."v") AS "m0"
  FROM "s0_last"
  JOIN "s0_spans"
    ON "s0_spans"."b1" >= "s0_last"."n"
    AND (
      "s0_last"."next" IS NULL OR "s0_spans"."b1" < "s0_last"."next"
    )
  GROUP BY
    1,
    2
), "cells" AS (
  SELECT
    "n" AS "n",
    "d0" AS "d0",
    MAX("m0") AS "m0"
  FROM (
    SELECT
      "n" AS "n",
      "d0" AS "d0",
      "m0" AS "m0"
    FROM "s0_w0"
    UNION ALL
    SELECT
      "periods"."n" AS "n",
      "seen"."d0" AS "d0",
      NULL AS "m0"
    FROM "periods"
    CROSS JOIN (
      SELECT DISTINCT
        "d0" AS "d0"
      FROM "s0_w0"
    ) AS "seen"
  ) AS "stacked"
  GROUP BY
    "n",
    "d0"
)
SELECT
  "periods"."period" AS "period",
  "cells"."d0" AS "size",
  "cells"."m0" AS "pipeline"
FROM "cells"
JOIN "periods"
  ON "periods"."n" = "cells"."n"
ORDER BY
  "cells"."n",
  "cells"."d0"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
