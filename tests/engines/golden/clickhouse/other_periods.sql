-- kpidsl a7d9dce1b70e clickhouse
-- deals by closed_at: date; periods in Asia/Tokyo
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
      WHEN "deals"."closed_at" < toDate32('2026-03-01')
      THEN CASE
        WHEN "deals"."closed_at" < toDate32('2025-05-01')
        THEN CASE WHEN "deals"."closed_at" < toDate32('2025-04-01') THEN 0 ELSE 1 END
        ELSE CASE WHEN "deals"."closed_at" < toDate32('2025-06-01') THEN 2 ELSE 3 END
      END
      ELSE CASE
        WHEN "deals"."closed_at" < toDate32('2026-05-01')
        THEN CASE WHEN "deals"."closed_at" < toDate32('2026-04-01') THEN 4 ELSE 5 END
        ELSE 6
      END
    END AS "n",
    SUM(CASE WHEN (
      "deals"."stage" = 'won'
    ) THEN "deals"."amount" END) AS "a0"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."closed_at" < toDate32('2026-06-01')
    AND "deals"."closed_at" >= toDate32('2025-03-01')
  GROUP BY
    1
), "s0_w0_spans" AS (
  SELECT
    0 AS "n",
    4 AS "b0",
    4 AS "b1"
  UNION ALL
  SELECT
    1 AS "n",
    5 AS "b0",
    5 AS "b1"
  UNION ALL
  SELECT
    2 AS "n",
    6 AS "b0",
    6 AS "b1"
), "s0_w0" AS (
  SELECT
    "s0_w0_spans"."n" AS "n",
    SUM("s0"."a0") AS "m0"
  FROM "s0"
  JOIN "s0_w0_spans"
    ON "s0"."n" >= "s0_w0_spans"."b0" AND "s0"."n" <= "s0_w0_spans"."b1"
  GROUP BY
    1
), "s0_w1_spans" AS (
  SELECT
    0 AS "n",
    0 AS "b0",
    0 AS "b1"
  UNION ALL
  SELECT
    1 AS "n",
    1 AS "b0",
    1 AS "b1"
  UNION ALL
  SELECT
    2 AS "n",
    2 AS "b0",
    2 AS "b1"
), "s0_w1" AS (
  SELECT
    "s0_w1_spans"."n" AS "n",
    SUM("s0"."a0") AS "m1"
  FROM "s0"
  JOIN "s0_w1_spans"
    ON "s0"."n" >= "s0_w1_spans"."b0" AND "s0"."n" <= "s0_w1_spans"."b1"
  GROUP BY
    1
), "s0_w2_spans" AS (
  SELECT
    0 AS "n",
    1 AS "b0",
    4 AS "b1"
  UNION ALL
  SELECT
    1 AS "n",
    5 AS "b0",
    5 AS "b1"
  UNION ALL
  SELECT
    2 AS "n",
    5 AS "b0",
    6 AS "b1"
), "s0_w2" AS (
  SELECT
    "s0_w2_spans"."n" AS "n",
    SUM("s0"."a0") AS "m2"
  FROM "s0"
  JOIN "s0_w2_spans"
    ON "s0"."n" >= "s0_w2_spans"."b0" AND "s0"."n" <= "s0_w2_spans"."b1"
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n" AS "n",
    "periods"."period" AS "period",
    "s0_w0"."m0" AS "m0",
    "s0_w1"."m1" AS "m1",
    "s0_w2"."m2" AS "m2"
  FROM "periods"
  LEFT JOIN "s0_w0"
    ON "s0_w0"."n" = "periods"."n"
  LEFT JOIN "s0_w1"
    ON "s0_w1"."n" = "periods"."n"
  LEFT JOIN "s0_w2"
    ON "s0_w2"."n" = "periods"."n"
)
SELECT
  "cells"."period" AS "period",
  (
    CAST(COALESCE("cells"."m0", 0) AS Nullable(Float64)) / nullIf(COALESCE("cells"."m1", 0), 0)
  ) - 1 AS "growth",
  COALESCE("cells"."m2", 0) AS "revenue_so_far"
FROM "cells"
ORDER BY
  "cells"."n"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
