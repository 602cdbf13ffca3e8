-- On a cluster the text of a request lies on the shard of its metrics, as both are spread by trace_id: the join reads each
-- shard's own part. ClickHouse refuses a join of two distributed tables.

CREATE OR REPLACE VIEW interactions {on_cluster} AS
SELECT i.* EXCEPT (row_version, is_deleted), t.user_query AS user_query, t.model_response AS model_response
FROM {from interactions} AS i FINAL
LEFT ANY JOIN (SELECT trace_id, user_query, model_response FROM {table interaction_text} FINAL) AS t ON i.trace_id = t.trace_id;
