/** The migrations in their order. A released file is never edited; a change is a new file at the end. */
import spans from './0001_spans.sql';
import scores from './0002_scores.sql';
import interactions from './0003_interactions.sql';
import rollups from './0004_rollups.sql';
import changes from './0005_changes.sql';
import views from './0006_views.sql';
import clusterViews from './0007_cluster_views.sql';
import logs from './0008_logs.sql';
import totals from './0009_totals.sql';
import validators from './0011_validators.sql';
import judge from './0012_judge.sql';
import people from './0013_people.sql';
import documentsUsed from './0014_documents_used.sql';
import evals from './0015_evals.sql';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly text: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: '0001_spans', text: spans },
  { version: 2, name: '0002_scores', text: scores },
  { version: 3, name: '0003_interactions', text: interactions },
  { version: 4, name: '0004_rollups', text: rollups },
  { version: 5, name: '0005_changes', text: changes },
  { version: 6, name: '0006_views', text: views },
  { version: 7, name: '0007_cluster_views', text: clusterViews },
  { version: 8, name: '0008_logs', text: logs },
  { version: 9, name: '0009_totals', text: totals },
  { version: 11, name: '0011_validators', text: validators },
  { version: 12, name: '0012_judge', text: judge },
  { version: 13, name: '0013_people', text: people },
  { version: 14, name: '0014_documents_used', text: documentsUsed },
  { version: 15, name: '0015_evals', text: evals },
];
