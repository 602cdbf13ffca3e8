import { amount, type WorseSentenceRow } from './worseSentence';

/** What the rule can and cannot see: "A fall under 0.39 is likely to be missed in one day, under 0.16 in a week". */
export function sensitivitySentence({ name, unit, numbers }: WorseSentenceRow): string | null {
  const { sensitivity_day: day, sensitivity_week: week, blind_spot, must_see, answers_factor, higher_is_worse } = numbers;
  if (day === null) return null;
  const change = higher_is_worse === 1 ? 'rise' : 'fall';
  const inWeek = week === null ? '' : `, under ${amount(week, unit, true)} in a week`;
  const sees = `A ${change} of ${name} under ${amount(day, unit, true)} is likely to be missed in one day${inWeek}.`;
  if (blind_spot !== 1) return sees;
  const cure =
    answers_factor === null
      ? 'more answers alone would not help, as days differ too much from each other'
      : `with about ${Number(answers_factor.toPrecision(2))} times as many answers it could`;
  return `${sees} One of ${amount(must_see, unit, true)} cannot be seen in a day; ${cure}.`;
}
