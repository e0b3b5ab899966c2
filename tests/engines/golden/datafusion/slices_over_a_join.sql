-- kpidsl e4d7582045fc datafusion
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
      WHEN "deals"."opened_at" < ARROW_CAST('2026-04-30 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
      THEN CASE
        WHEN "deals"."opened_at" < ARROW_CAST('2026-03-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    "deals__leads"."channel" AS "d0",
    CASE WHEN (
      "deals"."employees" >= 1000
    ) THEN 'large' ELSE 'small' END AS "d1",
    COUNT(*) AS "m0"
  FROM "crm"."deals" AS "deals"
  LEFT JOIN "crm"."leads" AS "deals__leads"
    ON "deals"."lead_id" = "deals__leads"."lead_id"
  WHERE
    (
      "deals"."opened_at" < ARROW_CAST('2026-05-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
      AND "deals"."opened_at" >= ARROW_CAST('2026-02-28 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
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
  "cells"."d0",
  "cells"."d1"
