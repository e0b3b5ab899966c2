-- kpidsl e828f6b61b46 datafusion
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
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
      WHEN "leads"."created_at" < ARROW_CAST('2026-04-30 15:00:00', 'Timestamp(Microsecond, None)')
      THEN CASE
        WHEN "leads"."created_at" < ARROW_CAST('2026-03-31 15:00:00', 'Timestamp(Microsecond, None)')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    SUM(
      (
        CAST(CAST((
          "leads"."called_at" + INTERVAL '32400 SECOND'
        ) AS DATE) AS INT) - CAST(CAST((
          "leads"."created_at" + INTERVAL '32400 SECOND'
        ) AS DATE) AS INT)
      )
    ) AS "m0",
    COUNT(
      (
        CAST(CAST((
          "leads"."called_at" + INTERVAL '32400 SECOND'
        ) AS DATE) AS INT) - CAST(CAST((
          "leads"."created_at" + INTERVAL '32400 SECOND'
        ) AS DATE) AS INT)
      )
    ) AS "m1"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < ARROW_CAST('2026-05-31 15:00:00', 'Timestamp(Microsecond, None)')
    AND "leads"."created_at" >= ARROW_CAST('2026-02-28 15:00:00', 'Timestamp(Microsecond, None)')
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
  CAST(COALESCE("cells"."m0", 0) AS DOUBLE PRECISION) / NULLIF(COALESCE("cells"."m1", 0), 0) AS "days_to_call"
FROM "cells"
ORDER BY
  "cells"."n"
