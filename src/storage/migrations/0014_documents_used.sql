-- Whether an answer rests on a document, and the way from a document or a user to its requests.

ALTER TABLE {table retrieved_documents} {on_cluster}
  ADD COLUMN IF NOT EXISTS used Nullable(UInt8) COMMENT '1 when the answer rests on the document or names it, 0 when not; NULL where texts to tell by are missing';
{alter_distributed retrieved_documents ADD COLUMN IF NOT EXISTS used Nullable(UInt8)};

ALTER TABLE {table interactions} {on_cluster}
  ADD INDEX IF NOT EXISTS user_bloom user_id TYPE bloom_filter(0.01) GRANULARITY 4,
  ADD INDEX IF NOT EXISTS documents_bloom retrieved_context_ids TYPE bloom_filter(0.01) GRANULARITY 4;

CREATE OR REPLACE VIEW retrieved_documents {on_cluster} AS
SELECT * EXCEPT (row_version, is_deleted) FROM {from retrieved_documents} FINAL;
