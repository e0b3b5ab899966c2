-- kpidsl c968768994a9 sqlite
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
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
      WHEN STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") < '2026-03-31 15:00:00.000'
      THEN 0
      WHEN STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") < '2026-04-30 15:00:00.000'
      THEN 1
      ELSE 2
    END AS "n",
    COUNT(*) FILTER(WHERE
      (
        (
          (
            (
              CAST(STRFTIME(
                '%s',
                SUBSTR(
                  (
                    DATETIME(
                      DATETIME(
                        SUBSTR("leads"."called_at", 1, 19) || LTRIM(SUBSTR("leads"."called_at", 20), '.0123456789')
                      )
                    ) || SUBSTR(PRINTF('%.6f', '0' || SUBSTR("leads"."called_at", 20)), 2)
                  ),
                  1,
                  19
                )
              ) AS INTEGER) * 1000000 + CAST(SUBSTR(
                (
                  DATETIME(
                    DATETIME(
                      SUBSTR("leads"."called_at", 1, 19) || LTRIM(SUBSTR("leads"."called_at", 20), '.0123456789')
                    )
                  ) || SUBSTR(PRINTF('%.6f', '0' || SUBSTR("leads"."called_at", 20)), 2)
                ),
                21,
                6
              ) AS INTEGER)
            ) - (
              CAST(STRFTIME(
                '%s',
                SUBSTR(
                  (
                    DATETIME(
                      DATETIME(
                        SUBSTR("leads"."created_at", 1, 19) || LTRIM(SUBSTR("leads"."created_at", 20), '.0123456789')
                      )
                    ) || SUBSTR(PRINTF('%.6f', '0' || SUBSTR("leads"."created_at", 20)), 2)
                  ),
                  1,
                  19
                )
              ) AS INTEGER) * 1000000 + CAST(SUBSTR(
                (
                  DATETIME(
                    DATETIME(
                      SUBSTR("leads"."created_at", 1, 19) || LTRIM(SUBSTR("leads"."created_at", 20), '.0123456789')
                    )
                  ) || SUBSTR(PRINTF('%.6f', '0' || SUBSTR("leads"."created_at", 20)), 2)
                ),
                21,
                6
              ) AS INTEGER)
            )
          ) / 3600000000.0 < 24.5
        )
        AND (
          "leads"."channel" GLOB 'we_b*'
        )
      )) AS "m0",
    COUNT(*) FILTER(WHERE
      (
        (
          "leads"."channel" COLLATE BINARY >= 'a'
        )
        AND (
          NOT (
            "leads"."channel" COLLATE BINARY IN ('it''s', 'back\slash')
          )
        )
      )) AS "m1"
  FROM "crm"."leads" AS "leads"
  WHERE
    STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") < '2026-05-31 15:00:00.000'
    AND STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") >= '2026-02-28 15:00:00.000'
  GROUP BY
    1
), "s1" AS (
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
    SUM("deals"."amount") AS "m2"
  FROM "crm"."deals" AS "deals"
  WHERE
    DATETIME(
      SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
    ) < '2026-05-31 15:00:00'
    AND DATETIME(
      SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
    ) >= '2026-02-28 15:00:00'
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n",
    "periods"."period",
    "s0"."m0",
    "s0"."m1",
    "s1"."m2"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
  LEFT JOIN "s1"
    ON "s1"."n" = "periods"."n"
)
SELECT
  "cells"."period",
  COALESCE("cells"."m0", 0) AS "called_soon",
  COALESCE("cells"."m1", 0) AS "in_order",
  ROUND((
    CAST(COALESCE("cells"."m2", 0) AS REAL) / NULLIF(1000, 0)
  ), 1) AS "thousands"
FROM "cells"
ORDER BY
  "cells"."n"
