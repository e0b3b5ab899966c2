-- kpidsl e4d7582045fc sqlite
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
      WHEN DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) < '2026-03-31 15:00:00'
      THEN 0
      WHEN DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) < '2026-04-30 15:00:00'
      THEN 1
      ELSE 2
    END AS "n",
    "deals__leads"."channel" COLLATE BINARY AS "d0",
    CASE WHEN (
      "deals"."employees" >= 1000
    ) THEN 'large' ELSE 'small' END COLLATE BINARY AS "d1",
    COUNT(*) AS "m0"
  FROM "crm"."deals" AS "deals"
  LEFT JOIN "crm"."leads" AS "deals__leads"
    ON "deals"."lead_id" = "deals__leads"."lead_id"
  WHERE
    (
      DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) < '2026-05-31 15:00:00'
      AND DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) >= '2026-02-28 15:00:00'
    )
    AND (
      "deals__leads"."channel" COLLATE BINARY <> 'web'
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
      NULL AS "m0"
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
  "cells"."d0" AS "channel",
  "cells"."d1" AS "size",
  COALESCE("cells"."m0", 0) AS "deals_opened"
FROM "cells"
JOIN "periods"
  ON "periods"."n" = "cells"."n"
ORDER BY
  "cells"."n",
  "cells"."d0" COLLATE BINARY NULLS LAST,
  "cells"."d1" COLLATE BINARY NULLS LAST
