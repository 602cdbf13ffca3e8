import '../ui/withoutEval';
import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor';
import { PlumblineDataSource } from './datasource';
import { QueryEditor } from './QueryEditor';
import { QueryHelp } from './QueryHelp';
import type { PlumblineOptions, PlumblineQuery, PlumblineSecrets } from './types';

export const plugin = new DataSourcePlugin<PlumblineDataSource, PlumblineQuery, PlumblineOptions, PlumblineSecrets>(PlumblineDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
