/** Standard options of fields that shipped dashboards set. Grafana's own list, with its editors, is not published. */
import { FieldConfigProperty, type FieldConfigPropertyItem } from '@grafana/data';

const OPTIONS = [
  FieldConfigProperty.Unit,
  FieldConfigProperty.Min,
  FieldConfigProperty.Max,
  FieldConfigProperty.Decimals,
  FieldConfigProperty.DisplayName,
  FieldConfigProperty.NoValue,
  FieldConfigProperty.Mappings,
  FieldConfigProperty.Thresholds,
  FieldConfigProperty.Color,
] as const;

export function standardOptions(): FieldConfigPropertyItem[] {
  return OPTIONS.map((id) => ({
    id,
    path: id,
    name: id,
    editor: () => null,
    override: () => null,
    process: (value: unknown) => value,
    shouldApply: () => true,
    settings: {},
  }));
}
