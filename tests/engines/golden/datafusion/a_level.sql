-- kpidsl 6c8add69d51a datafusion
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
  SELECT
    *
  FROM (VALUES
    (0, '2026-03'),
    (1, '2026-04'),
    (2, '2026-05')) AS "v"
), "s0_rows" AS (
  SELECT
    CASE
      WHEN "deals"."opened_at" < ARROW_CAST('2026-04-30 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
      THEN CASE
        WHEN "deals"."opened_at" < ARROW_CAST('2026-03-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
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
    "deals"."opened_at" < ARROW_CAST('2026-05-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
    AND NOT "deals"."amount" IS NULL
), "s0_last" AS (
  SELECT
    "n",
    "d0",
    "k",
    "v",
    LEAD("n") OVER (PARTITION BY "d0", "k" ORDER BY "n") AS "next"
  FROM (
    SELECT
      "n",
      "d0",
      "k",
      SUM("v") AS "v"
    FROM (
      SELECT
        "n",
        "d0",
        "k",
        "t",
        "v",
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
), "s0_spans"("n", "b0", "b1") AS (
  SELECT
    *
  FROM (VALUES
    (0, -1, -1),
    (1, 0, 0),
    (2, 1, 1)) AS "v"
), "s0_w0" AS (
  SELECT
    "s0_spans"."n",
    "s0_last"."d0",
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
    "n",
    "d0",
    MAX("m0") AS "m0"
  FROM (
    SELECT
      "n",
      "d0",
      "m0"
    FROM "s0_w0"
    UNION ALL
    SELECT
      "periods"."n",
      "seen"."d0",
      NULL AS "m0"
    FROM "periods"
    CROSS JOIN (
      SELECT DISTINCT
        "d0"
      FROM "s0_w0"
    ) AS "seen"
  ) AS "stacked"
  GROUP BY
    "n",
    "d0"
)
SELECT
  "periods"."period",
  "cells"."d0" AS "size",
  "cells"."m0" AS "pipeline"
FROM "cells"
JOIN "periods"
  ON "periods"."n" = "cells"."n"
ORDER BY
  "cells"."n",
  "cells"."d0"
