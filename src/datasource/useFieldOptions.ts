import type { ComboboxOption } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { SEGMENT_NAMES } from '../core/model/segments';
import type { FieldSource } from './types';

/** The segment columns, which every version of the service knows, until the service has listed its own. */
const BUILT_IN: readonly ComboboxOption<string>[] = SEGMENT_NAMES.map((value) => ({ value, label: value }));

export function useFieldOptions(datasource: FieldSource): ComboboxOption<string>[] {
  const [options, setOptions] = useState<readonly ComboboxOption<string>[]>(BUILT_IN);
  useEffect(() => {
    let stopped = false;
    datasource.fields().then(
      (fields) => {
        if (!stopped) setOptions(fields.map(({ name, label, description }) => ({ value: name, label, description })));
      },
      () => undefined, // the built-in list stays; the query itself will show what is wrong with the service
    );
    return () => {
      stopped = true;
    };
  }, [datasource]);
  return [...options];
}
