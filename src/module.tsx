import { AppPlugin } from '@grafana/data';
import { AppPages } from './app/AppPages';

export const plugin = new AppPlugin().setRootPage(AppPages);
