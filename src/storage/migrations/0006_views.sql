-- The contract with operators. Columns are added, never renamed or removed. Comments are copied from the tables.

CREATE OR REPLACE VIEW spans {on_cluster} AS
SELECT *, toUnixTimestamp64Nano(end_time) - toUnixTimestamp64Nano(start_time) AS duration_ns
FROM {from spans} FINAL;

CREATE OR REPLACE VIEW span_content {on_cluster} AS
SELECT * FROM {from span_content} FINAL;

CREATE OR REPLACE VIEW score_events {on_cluster} AS
SELECT * FROM {from score_events} FINAL;

CREATE OR REPLACE VIEW scores {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from scores} FINAL;

CREATE OR REPLACE VIEW interaction_metrics {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from interactions} FINAL;

CREATE OR REPLACE VIEW interactions {on_cluster} AS
SELECT i.* EXCEPT (row_version, is_deleted), t.user_query AS user_query, t.model_response AS model_response
FROM {from interactions} AS i FINAL
LEFT ANY JOIN (SELECT trace_id, user_query, model_response FROM {from interaction_text} FINAL) AS t ON i.trace_id = t.trace_id;

CREATE OR REPLACE VIEW retrieved_documents {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from retrieved_documents} FINAL;

CREATE OR REPLACE VIEW quality_hourly {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from quality_hourly} FINAL;

CREATE OR REPLACE VIEW traffic_hourly {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from traffic_hourly} FINAL;

CREATE OR REPLACE VIEW changes {on_cluster} AS
SELECT kind, service, name, version, min(first_seen) AS first_seen, max(last_seen) AS last_seen, any(trace_id) AS trace_id, max(generated) AS generated
FROM {from changes}
GROUP BY kind, service, name, version;
