import type { ComboboxOption } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { DEFAULT_DIMENSIONS } from '../core/model/dimension';
import type { FieldSource } from './types';

/** Dimensions that have scores, or the built-in ones until the service has answered. */
export function useDimensionOptions(datasource: FieldSource): ComboboxOption<string>[] {
  const [names, setNames] = useState<readonly string[]>(DEFAULT_DIMENSIONS.map(({ name }) => name));
  useEffect(() => {
    let stopped = false;
    datasource.dimensions().then(
      (dimensions) => {
        if (!stopped) setNames(dimensions.map(({ name }) => name));
      },
      () => undefined, // the built-in list stays; the query itself will show what is wrong with the service
    );
    return () => {
      stopped = true;
    };
  }, [datasource]);
  return names.map((value) => ({ value, label: value }));
}
