import type { TimeRange } from '@grafana/data';
import { SEGMENT_NAMES } from '../core/model/segments';
import type { DimensionInfo, FieldInfo, FieldSource } from './types';
import { useAnswer } from './useAnswer';

/** The segment columns, which every version of the service knows, until the service has listed its own. */
const BUILT_IN: readonly FieldInfo[] = SEGMENT_NAMES.map((name) => ({ name, label: name, description: '', type: 'text', groupable: true }));
const NO_DIMENSIONS: readonly DimensionInfo[] = [];
const NO_ATTRIBUTES: readonly string[] = [];

const askFields = (source: FieldSource): Promise<readonly FieldInfo[]> => source.fields();
const askDimensions = (source: FieldSource, range: TimeRange | undefined): Promise<readonly DimensionInfo[]> => source.dimensions(range);
const askAttributes = (source: FieldSource, range: TimeRange | undefined): Promise<readonly string[]> => source.attributes(range);

export function useFields(source: FieldSource): readonly FieldInfo[] {
  return useAnswer(source, undefined, askFields, BUILT_IN);
}

export function useDimensions(source: FieldSource, range: TimeRange | undefined): readonly DimensionInfo[] {
  return useAnswer(source, range, askDimensions, NO_DIMENSIONS);
}

export function useAttributes(source: FieldSource, range: TimeRange | undefined): readonly string[] {
  return useAnswer(source, range, askAttributes, NO_ATTRIBUTES);
}
