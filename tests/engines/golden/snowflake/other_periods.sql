-- kpidsl a7d9dce1b70e snowflake, written from its manual and not run on it
-- deals by closed_at: date; periods in Asia/Tokyo
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
      WHEN "deals"."CLOSED_AT" < CAST('2026-03-01' AS DATE)
      THEN CASE
        WHEN "deals"."CLOSED_AT" < CAST('2025-05-01' AS DATE)
        THEN CASE WHEN "deals"."CLOSED_AT" < CAST('2025-04-01' AS DATE) THEN 0 ELSE 1 END
        ELSE CASE WHEN "deals"."CLOSED_AT" < CAST('2025-06-01' AS DATE) THEN 2 ELSE 3 END
      END
      ELSE CASE
        WHEN "deals"."CLOSED_AT" < CAST('2026-05-01' AS DATE)
        THEN CASE WHEN "deals"."CLOSED_AT" < CAST('2026-04-01' AS DATE) THEN 4 ELSE 5 END
        ELSE 6
      END
    END AS "n",
    SUM(CASE WHEN (
      "deals"."STAGE" = 'won'
    ) THEN "deals"."AMOUNT" END) AS "a0"
  FROM "CRM"."DEALS" AS "deals"
  WHERE
    "deals"."CLOSED_AT" < CAST('2026-06-01' AS DATE)
    AND "deals"."CLOSED_AT" >= CAST('2025-03-01' AS DATE)
  GROUP BY
    1
), "s0_w0_spans"("n", "b0", "b1") AS (
  SELECT
    *
  FROM (VALUES
    (0, 4, 4),
    (1, 5, 5),
    (2, 6, 6)) AS "v"
), "s0_w0" AS (
  SELECT
    "s0_w0_spans"."n",
    SUM("s0"."a0") AS "m0"
  FROM "s0"
  JOIN "s0_w0_spans"
    ON "s0"."n" >= "s0_w0_spans"."b0" AND "s0"."n" <= "s0_w0_spans"."b1"
  GROUP BY
    1
), "s0_w1_spans"("n", "b0", "b1") AS (
  SELECT
    *
  FROM (VALUES
    (0, 0, 0),
    (1, 1, 1),
    (2, 2, 2)) AS "v"
), "s0_w1" AS (
  SELECT
    "s0_w1_spans"."n",
    SUM("s0"."a0") AS "m1"
  FROM "s0"
  JOIN "s0_w1_spans"
    ON "s0"."n" >= "s0_w1_spans"."b0" AND "s0"."n" <= "s0_w1_spans"."b1"
  GROUP BY
    1
), "s0_w2_spans"("n", "b0", "b1") AS (
  SELECT
    *
  FROM (VALUES
    (0, 1, 4),
    (1, 5, 5),
    (2, 5, 6)) AS "v"
), "s0_w2" AS (
  SELECT
    "s0_w2_spans"."n",
    SUM("s0"."a0") AS "m2"
  FROM "s0"
  JOIN "s0_w2_spans"
    ON "s0"."n" >= "s0_w2_spans"."b0" AND "s0"."n" <= "s0_w2_spans"."b1"
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n",
    "periods"."period",
    "s0_w0"."m0",
    "s0_w1"."m1",
    "s0_w2"."m2"
  FROM "periods"
  LEFT JOIN "s0_w0"
    ON "s0_w0"."n" = "periods"."n"
  LEFT JOIN "s0_w1"
    ON "s0_w1"."n" = "periods"."n"
  LEFT JOIN "s0_w2"
    ON "s0_w2"."n" = "periods"."n"
)
SELECT
  "cells"."period",
  (
    CAST(COALESCE("cells"."m0", 0) AS DOUBLE) / NULLIF(COALESCE("cells"."m1", 0), 0)
  ) - 1 AS "growth",
  COALESCE("cells"."m2", 0) AS "revenue_so_far"
FROM "cells"
ORDER BY
  "cells"."n"
