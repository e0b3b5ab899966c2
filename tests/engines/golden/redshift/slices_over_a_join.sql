-- kpidsl e4d7582045fc redshift, written from its manual and not run on it
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
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
      WHEN "deals"."opened_at" < CAST('2026-04-30 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
      THEN CASE
        WHEN "deals"."opened_at" < CAST('2026-03-31 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    (
      CAST("deals__leads"."channel" AS VARCHAR(MAX)) || CHR(1)
    ) AS "d0",
    (
      CAST(CASE WHEN (
        "deals"."employees" >= 1000
      ) THEN 'large' ELSE 'small' END AS VARCHAR(MAX)) || CHR(1)
    ) AS "d1",
    COUNT(*) AS "m0"
  FROM "crm"."deals" AS "deals"
  LEFT JOIN "crm"."leads" AS "deals__leads"
    ON "deals"."lead_id" = "deals__leads"."lead_id"
  WHERE
    (
      "deals"."opened_at" < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
      AND "deals"."opened_at" >= CAST('2026-02-28 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
    )
    AND (
      (
        CAST("deals__leads"."channel" AS VARCHAR(MAX)) || CHR(1)
      ) <> (
        CAST('web' AS VARCHAR(MAX)) || CHR(1)
      )
    )
  GROUP BY
    1,
    2,
    3
), "cells" AS (
  SELECT
    "n",
    "d0",
    "d1",
    MAX("m0") AS "m0"
  FROM (
    SELECT
      "n",
      "d0",
      "d1",
      "m0"
    FROM "s0"
    UNION ALL
    SELECT
      "periods"."n",
      "seen"."d0",
      "seen"."d1",
      CAST(NULL AS BIGINT) AS "m0"
    FROM "periods"
    CROSS JOIN (
      SELECT DISTINCT
        "d0",
        "d1"
      FROM "s0"
    ) AS "seen"
  ) AS "stacked"
  GROUP BY
    "n",
    "d0",
    "d1"
)
SELECT
  "periods"."period",
  LEFT("cells"."d0", LEN("cells"."d0") - 1) AS "channel",
  LEFT("cells"."d1", LEN("cells"."d1") - 1) AS "size",
  COALESCE("cells"."m0", 0) AS "deals_opened"
FROM "cells"
JOIN "periods"
  ON "periods"."n" = "cells"."n"
ORDER BY
  "cells"."n",
  "cells"."d0",
  "cells"."d1"
