import { valueText } from '../otlp/valueText';
import type { AnyValue, Attributes, LogRecord, Scope, Span, SpanEvent } from '../otlp/types';
import type { Masker, ServiceMasker } from './createMasker';

export interface SpanWithContext {
  readonly span: Span;
  readonly resource: Attributes;
  readonly scope: Scope;
}

const SERVICE = 'service.name';

/** Beginning of the flags that say what was found on a span: masked:email. */
export const MASKED = 'masked:';

/**
 * Everything of a span that a sender can write into, masked by the rules of its service. Rows are made of what comes
 * out, so nothing that was masked can reach a column, whichever columns there are. What was found is said in `mended`.
 */
export function maskSpan({ span, resource, scope }: SpanWithContext, masker: Masker): SpanWithContext {
  const rules = masker.forService(serviceOf(span, resource));
  if (!rules.isActive) return { span, resource, scope };
  rules.takeFound();
  const masked = maskedSpan(span, rules);
  const found = rules.takeFound();
  return {
    span: found.length === 0 ? masked : { ...masked, mended: [...span.mended, ...found.map((label) => MASKED + label)] },
    resource: maskedResource(resource, rules),
    scope: maskedScope(scope, rules),
  };
}

export interface LogsWithContext {
  readonly records: readonly LogRecord[];
  readonly resource: Attributes;
  readonly scope: Scope;
}

/** The same for log records, of which the resource alone names the service. */
export function maskLogs({ records, resource, scope }: LogsWithContext, masker: Masker): LogsWithContext {
  const rules = masker.forService(said(resource.get(SERVICE)));
  if (!rules.isActive) return { records, resource, scope };
  return {
    records: records.map((record) => ({
      ...record,
      name: rules.text(record.name, 'log.name'),
      body: rules.value(record.body, 'log.body'),
      attributes: rules.attributes(record.attributes),
    })),
    resource: maskedResource(resource, rules),
    scope: maskedScope(scope, rules),
  };
}

/** An event can name a service as well; then it is not clear whose rules are meant, and those of all services count. */
function serviceOf({ attributes, events }: Span, resource: Attributes): string | undefined {
  if (events.some((event) => event.attributes.has(SERVICE))) return undefined;
  return said(attributes.get(SERVICE)) || said(resource.get(SERVICE));
}

const said = (value: AnyValue | undefined): string => (value === undefined ? '' : valueText(value).trim());

function maskedSpan(span: Span, rules: ServiceMasker): Span {
  return {
    ...span,
    name: rules.text(span.name, 'name'),
    attributes: rules.attributes(span.attributes),
    events: span.events.length === 0 ? span.events : span.events.map((event) => maskedEvent(event, rules)),
    status: span.status.message === '' ? span.status : { ...span.status, message: rules.text(span.status.message, 'status_message') },
  };
}

function maskedEvent(event: SpanEvent, rules: ServiceMasker): SpanEvent {
  return { ...event, name: rules.text(event.name, 'event.name'), attributes: rules.attributes(event.attributes) };
}

/** Spans share their resource; masked once it is shared again, and with it what is made of it. */
const RESOURCES = new WeakMap<Attributes, { readonly rules: ServiceMasker; readonly masked: Attributes }>();

function maskedResource(resource: Attributes, rules: ServiceMasker): Attributes {
  const known = RESOURCES.get(resource);
  if (known?.rules === rules) return known.masked;
  const masked = rules.attributes(resource);
  RESOURCES.set(resource, { rules, masked });
  return masked;
}

function maskedScope(scope: Scope, rules: ServiceMasker): Scope {
  const name = rules.text(scope.name, 'scope.name');
  const version = rules.text(scope.version, 'scope.version');
  return name === scope.name && version === scope.version ? scope : { name, version };
}
