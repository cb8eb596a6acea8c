export interface DateSetting {
  now: Date;
  locale?: string;
  /** An IANA name; the reader's own time zone by default. */
  timeZone?: string;
}

const DAY_MS = 86_400_000;

/**
 * Fills in the `{date}`, `{time}` and so on in the format of a `<!date^…>` token, in the reader's time zone
 * (https://docs.slack.dev/messaging/formatting-message-text#date-formatting). `timestamp` is in Unix seconds.
 */
export function formatDate(timestamp: number, format: string, setting: DateSetting): string {
  const date = new Date(timestamp * 1000);
  return format.replace(/\{(\w+)\}/g, (all, name: string) => pieceOf(name, date, setting) ?? all);
}

function pieceOf(name: string, date: Date, setting: DateSetting): string | undefined {
  const pretty = name.endsWith('_pretty') ? relativeDay(date, setting) : undefined;
  if (pretty !== undefined) return pretty;
  switch (name.replace(/_pretty$/, '')) {
    case 'date_num':
      return intl(date, setting, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE');
    case 'date':
      return intl(date, setting, { year: 'numeric', month: 'long', day: 'numeric' });
    case 'date_short':
      return intl(date, setting, { year: 'numeric', month: 'short', day: 'numeric' });
    case 'date_long':
    case 'day_divider':
      return intl(date, setting, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
    case 'time':
      return intl(date, setting, { hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return intl(date, setting, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return ago(date, setting);
    default:
      return undefined;
  }
}

/** 'Today', 'Yesterday' or 'Tomorrow', as in Slack; undefined for any other day. */
export function relativeDay(date: Date, setting: DateSetting): string | undefined {
  const day = (of: Date) => intl(of, setting, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE');
  const days = Math.round((Date.parse(day(date)) - Date.parse(day(setting.now))) / DAY_MS);
  return days === 0 ? 'Today' : days === -1 ? 'Yesterday' : days === 1 ? 'Tomorrow' : undefined;
}

function ago(date: Date, { now, locale = 'en-US' }: DateSetting): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(seconds, 'second');
}

function intl(
  date: Date,
  setting: DateSetting,
  options: Intl.DateTimeFormatOptions,
  locale?: string,
): string {
  const { timeZone } = setting;
  return new Intl.DateTimeFormat(locale ?? setting.locale ?? 'en-US', { ...options, timeZone })
    .format(date)
    .replaceAll('\u202f', ' ');
}
